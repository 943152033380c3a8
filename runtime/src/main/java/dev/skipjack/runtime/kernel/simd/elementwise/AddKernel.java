package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The sum of two maps. */
public final class AddKernel extends Sweep implements Runnable {
  private static final int LEFT_BLOCK = 0;
  private static final int RIGHT_BLOCK = 1;

  private final Planes left;
  private final Planes right;
  private final Planes output;

  public AddKernel(Operands operands, Workers workers) {
    super(workers);
    this.left = Planes.of(operands, LEFT);
    this.right = Planes.of(operands, RIGHT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    sweepImages(left);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] a = scratch.floats(LEFT_BLOCK, CAPACITY);
    float[] b = scratch.floats(RIGHT_BLOCK, CAPACITY);
    int aAt = left.find(image, channel, pixel, a, 0, count);
    int bAt = right.find(image, channel, pixel, b, 0, count);
    int at = output.place(image, channel, pixel, 0);
    Vectors.add(left.array(a), aAt, right.array(b), bAt, output.array(a), at, count);
    output.deliver(image, channel, pixel, a, 0, count);
  }
}
