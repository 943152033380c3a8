package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of the global average pool. */
@FunctionalInterface
public interface GlobalAveragePoolGradient {
  /**
   * @param outGradient {@code [N, C, 1, 1]}
   * @param inputGradient {@code [N, C, H, W]}, overwritten
   */
  void run(INDArray outGradient, INDArray inputGradient);
}
