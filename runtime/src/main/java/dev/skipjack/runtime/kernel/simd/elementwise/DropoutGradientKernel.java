package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The product with the mask. */
public final class DropoutGradientKernel extends Sweep implements Runnable {
  private static final int KEPT = 0;
  private static final int GRADIENT = 1;

  private final Planes kept;
  private final Planes gradient;
  private final Planes toInput;

  public DropoutGradientKernel(Operands operands, Workers workers) {
    super(workers);
    this.kept = Planes.of(operands, MASK);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    sweepImages(kept);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] mask = scratch.floats(KEPT, CAPACITY);
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    int maskAt = kept.find(image, channel, pixel, mask, 0, count);
    int gAt = gradient.find(image, channel, pixel, g, 0, count);
    int at = toInput.place(image, channel, pixel, 0);
    Vectors.multiply(gradient.array(g), gAt, kept.array(mask), maskAt, toInput.array(g), at, count);
    toInput.deliver(image, channel, pixel, g, 0, count);
  }
}
