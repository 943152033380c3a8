package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code inputGradient = mask outGradient}, image by image; may work in place. */
@FunctionalInterface
public interface StochasticDepthGradient {
  /**
   * @param mask {@code [N, 1]}, from the forward pass
   * @param outGradient {@code [N, …]}
   * @param inputGradient as outGradient, overwritten
   */
  void run(INDArray mask, INDArray outGradient, INDArray inputGradient);
}
