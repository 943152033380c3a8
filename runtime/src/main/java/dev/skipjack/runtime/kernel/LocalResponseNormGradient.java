package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of the local response normalisation. */
@FunctionalInterface
public interface LocalResponseNormGradient {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out as x, from the forward pass
   * @param outGradient as x
   * @param inputGradient as x, overwritten
   */
  void run(INDArray x, INDArray out, INDArray outGradient, INDArray inputGradient);
}
