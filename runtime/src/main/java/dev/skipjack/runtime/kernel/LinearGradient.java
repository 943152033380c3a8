package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Data, weight and bias gradient of a linear layer. An output that is null is not wanted. */
@FunctionalInterface
public interface LinearGradient {
  /**
   * @param x {@code [N, in]}
   * @param weight {@code [out, in]}
   * @param outGradient {@code [N, out]}
   * @param inputGradient {@code [N, in]} or null
   * @param weightGradient {@code [out, in]} or null
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
