package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of a crop: zero where nothing was taken. */
@FunctionalInterface
public interface CropGradient {
  /**
   * @param outGradient {@code [N, C, H', W']}
   * @param inputGradient {@code [N, C, H, W]}, overwritten
   */
  void run(INDArray outGradient, INDArray inputGradient);
}
