package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Reads the rows that the rectangle touches and leaves out what is beside it. */
public final class CropKernel extends PlaneTask implements Runnable {
  private static final int X = 0;
  private static final int OUT = 1;

  private final CropSpec spec;
  private final Planes input;
  private final Planes output;

  public CropKernel(CropSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitPlanes(output);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    int rows = output.height * input.width;
    float[] x = scratch.floats(X, rows);
    float[] to = scratch.floats(OUT, output.pixels);
    input.read(image, channel, spec.top() * input.width, x, 0, rows);
    for (int row = 0; row < output.height; row++) {
      int from = row * input.width + spec.left();
      System.arraycopy(x, from, to, row * output.width, output.width);
    }
    output.write(image, channel, 0, to, 0, output.pixels);
  }
}
