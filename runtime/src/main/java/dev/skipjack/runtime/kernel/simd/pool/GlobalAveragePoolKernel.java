package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Each plane's sum over the number of its pixels. */
public final class GlobalAveragePoolKernel extends PlaneTask implements Runnable {
  private static final int X = 0;
  private static final int OUT = 1;

  private final Planes input;
  private final Planes output;

  public GlobalAveragePoolKernel(Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] x = scratch.floats(X, input.pixels);
    float[] mean = scratch.floats(OUT, 1);
    input.read(image, channel, 0, x, 0, input.pixels);
    mean[0] = (float) (Reductions.sum(x, 0, 0, input.pixels) / input.pixels);
    output.write(image, channel, 0, mean, 0, 1);
  }
}
