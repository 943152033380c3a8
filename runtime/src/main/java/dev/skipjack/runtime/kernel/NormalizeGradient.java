package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradient of normalise and its fused ReLU. Batch statistics are functions of x; fixed ones are
 * constants. An output that is null is not wanted.
 */
@FunctionalInterface
public interface NormalizeGradient {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out what the forward pass wrote: the ReLU passed what is positive in it
   * @param mean {@code [C]}
   * @param variance {@code [C]}
   * @param gamma {@code [C]}
   * @param outGradient as x
   * @param inputGradient as x, or null
   * @param gammaGradient {@code [C]} or null
   * @param betaGradient {@code [C]} or null
   */
  void run(
      INDArray x,
      INDArray out,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray gammaGradient,
      INDArray betaGradient);
}
