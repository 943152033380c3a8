package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean and biased variance of each channel over batch and pixels. In FLOAT, where the mean is 1000
 * standard deviations from zero, both are right to 1e-4: of a standard deviation, and of the
 * variance. Later layers see what was normalised with a rounded mean: their statistics are right to
 * 2.4e-7 of the largest for each standard deviation that the mean of an earlier one is from zero.
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
