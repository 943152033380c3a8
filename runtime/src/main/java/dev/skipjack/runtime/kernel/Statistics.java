package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean and biased variance of each channel over batch and pixels, stable when the mean is 1000
 * standard deviations from zero.
 */
@FunctionalInterface
public interface Statistics {
  /**
   * @param x {@code [N, C, H, W]}
   * @param mean {@code [C]}
   * @param variance {@code [C]}, divided by N·H·W
   */
  void run(INDArray x, INDArray mean, INDArray variance);
}
