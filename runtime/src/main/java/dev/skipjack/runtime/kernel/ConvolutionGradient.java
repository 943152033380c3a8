package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Data, weight and bias gradient of a convolution. An output that is null is not wanted. */
@FunctionalInterface
public interface ConvolutionGradient {
  /**
   * @param x {@code [N, in, H, W]}
   * @param weight {@code [out, in/groups, kernel, kernel]}
   * @param outGradient {@code [N, out, H', W']}
   * @param inputGradient {@code [N, in, H, W]} or null
   * @param weightGradient as weight, or null
   * @param biasGradient {@code [out]} or null
   */
  void run(
      INDArray x,
      INDArray weight,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient);
}
