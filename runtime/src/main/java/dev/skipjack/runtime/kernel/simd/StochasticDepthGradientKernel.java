package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.StochasticDepthGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The product with the mask. */
final class StochasticDepthGradientKernel implements StochasticDepthGradient {
  private final ImageScaling scaling;
  private final Operand<Memory> masks = Operand.memory();

  StochasticDepthGradientKernel(Workers workers) {
    this.scaling = new ImageScaling(workers);
  }

  @Override
  public void run(INDArray mask, INDArray outGradient, INDArray inputGradient) {
    int images = (int) mask.length();
    masks.of(mask).read(0, scaling.factors(images), 0, images);
    scaling.run(outGradient, inputGradient);
  }
}
