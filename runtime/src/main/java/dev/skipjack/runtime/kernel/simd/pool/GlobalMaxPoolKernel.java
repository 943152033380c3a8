package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** Each plane's largest pixel. */
public final class GlobalMaxPoolKernel extends PlaneTask implements Runnable {
  private static final int FROM = 0;
  private static final int TO = 1;

  private final Planes input;
  private final Planes output;

  public GlobalMaxPoolKernel(Operands operands, Workers workers) {
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
    float[] x = scratch.floats(FROM, input.pixels);
    float[] most = scratch.floats(TO, 1);
    input.read(image, channel, 0, x, 0, input.pixels);
    most[0] = max(scratch, x, input.pixels);
    output.write(image, channel, 0, most, 0, 1);
  }

  private static float max(Scratch scratch, float[] x, int count) {
    float[] lanes = scratch.floats(Scratch.LANES, LENGTH);
    FloatVector most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      most = most.max(FloatVector.fromArray(SPECIES, x, i));
    }
    most.intoArray(lanes, 0);
    float all = lanes[0];
    for (int lane = 1; lane < LENGTH; lane++) {
      all = Math.max(all, lanes[lane]);
    }
    for (; i < count; i++) {
      all = Math.max(all, x[i]);
    }
    return all;
  }
}
