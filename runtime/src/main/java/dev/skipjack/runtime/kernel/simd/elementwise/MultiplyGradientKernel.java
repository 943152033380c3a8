package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Of a product with a factor for each element. */
public final class MultiplyGradientKernel extends Sweep implements Runnable {
  private static final int GRADIENT = 0;
  private static final int OTHER = 1;

  private final Planes input;
  private final Planes scale;
  private final Planes gradient;
  private final Planes toInput;
  private final Planes toScale;

  public MultiplyGradientKernel(Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.scale = Planes.of(operands, SCALE);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toScale = Planes.of(operands, SCALE_GRADIENT);
  }

  @Override
  public void run() {
    sweepImages(input);
  }

  /** The input's gradient may lie where that of the output does: it is written last. */
  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] stage = scratch.floats(GRADIENT, CAPACITY);
    float[] g = gradient.array(stage);
    int gAt = gradient.find(image, channel, pixel, stage, 0, count);
    if (toScale != null) {
      float[] x = scratch.floats(OTHER, CAPACITY);
      int xAt = input.find(image, channel, pixel, x, 0, count);
      int at = toScale.place(image, channel, pixel, 0);
      Vectors.multiply(g, gAt, input.array(x), xAt, toScale.array(x), at, count);
      toScale.deliver(image, channel, pixel, x, 0, count);
    }
    if (toInput != null) {
      float[] f = scratch.floats(OTHER, CAPACITY);
      int fAt = scale.find(image, channel, pixel, f, 0, count);
      int at = toInput.place(image, channel, pixel, 0);
      Vectors.multiply(g, gAt, scale.array(f), fAt, toInput.array(f), at, count);
      toInput.deliver(image, channel, pixel, f, 0, count);
    }
  }
}
