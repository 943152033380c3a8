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
  private static final int X_GRADIENT = 2;
  private static final int FACTOR_GRADIENT = 3;

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

  /** Everything is read before anything is written: the gradient may lie where another one does. */
  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    float[] other = scratch.floats(OTHER, CAPACITY);
    float[] dx = scratch.floats(X_GRADIENT, CAPACITY);
    float[] df = scratch.floats(FACTOR_GRADIENT, CAPACITY);
    gradient.read(image, channel, pixel, g, 0, count);
    if (toInput != null) {
      scale.read(image, channel, pixel, other, 0, count);
      Vectors.multiply(g, other, dx, count);
    }
    if (toScale != null) {
      input.read(image, channel, pixel, other, 0, count);
      Vectors.multiply(g, other, df, count);
      toScale.write(image, channel, pixel, df, 0, count);
    }
    if (toInput != null) {
      toInput.write(image, channel, pixel, dx, 0, count);
    }
  }
}
