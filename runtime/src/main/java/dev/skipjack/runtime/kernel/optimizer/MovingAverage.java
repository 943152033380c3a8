package dev.skipjack.runtime.kernel.optimizer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** An exponential moving average of vectors. */
@FunctionalInterface
public interface MovingAverage {
  /**
   * {@code average += (1 - decay)·(values - average)}: what equals its value stays to the bit, and
   * what is below the smallest normal number of its type becomes zero.
   *
   * @param values {@code [P]}
   * @param average {@code [P]}, updated
   * @param decay in [0, 1]
   */
  void run(INDArray values, INDArray average, double decay);
}
