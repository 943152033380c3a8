package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of a resize: each pixel of the input gets what its copies and mixtures got. */
@FunctionalInterface
public interface UpsampleGradient {
  /**
   * @param outGradient {@code [N, C, H', W']}
   * @param inputGradient {@code [N, C, H, W]}, overwritten
   */
  void run(INDArray outGradient, INDArray inputGradient);
}
