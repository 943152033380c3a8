package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.DropoutGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The product with the mask. */
final class DropoutGradientKernel extends Sweep implements DropoutGradient {
  private static final int MASK = 0;
  private static final int GRADIENT = 1;

  private final Operand<Planes> masks = Operand.planes();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes kept;
  private Planes gradient;
  private Planes toInput;

  DropoutGradientKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void run(INDArray mask, INDArray outGradient, INDArray inputGradient) {
    kept = masks.of(mask);
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    sweepImages(kept);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] mask = scratch.floats(MASK, CAPACITY);
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    kept.read(image, channel, pixel, mask, 0, count);
    gradient.read(image, channel, pixel, g, 0, count);
    Vectors.multiply(g, mask, g, count);
    toInput.write(image, channel, pixel, g, 0, count);
  }
}
