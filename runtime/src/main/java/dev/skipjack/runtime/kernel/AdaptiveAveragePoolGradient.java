package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of the adaptive average pool: each window spreads its gradient over its pixels. */
@FunctionalInterface
public interface AdaptiveAveragePoolGradient {
  /**
   * @param outGradient {@code [N, C, H', W']}
   * @param inputGradient {@code [N, C, H, W]}, overwritten
   */
  void run(INDArray outGradient, INDArray inputGradient);
}
