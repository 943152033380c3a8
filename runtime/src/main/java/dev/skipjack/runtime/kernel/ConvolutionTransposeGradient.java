package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Data, weight and bias gradient of a transposed convolution. An output that is null is not wanted.
 */
@FunctionalInterface
public interface ConvolutionTransposeGradient {
  /**
   * @param x {@code [N, in, H, W]}
   * @param weight {@code [in, out, kernel, kernel]}
   * @param outGradient {@code [N, out, H', W']}
   * @param inputGradient as x, overwritten, or null
   * @param weightGradient as weight, overwritten, or null
   * @param biasGradient {@code [out]}, overwritten, or null
   */
  void run(
      INDArray x,
      INDArray weight,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient);
}
