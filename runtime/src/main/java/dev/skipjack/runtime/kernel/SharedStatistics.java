package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch norm over a batch of which others compute parts: what happens to its statistics between two
 * kernels. Kernels know nothing of it; who opened them says so to {@link Kernels#share}.
 */
public interface SharedStatistics {
  /**
   * Behind the kernel that took statistics, before any that uses them: those of the images here
   * become those of all.
   *
   * @param mean {@code [C]}, changed
   * @param variance {@code [C]}, biased, changed
   * @param values of each channel here, N·H·W
   */
  void merge(INDArray mean, INDArray variance, long values);

  /**
   * Before the only kernel that reads them, which divides them by the number of values here: what
   * the images here gave becomes the sum over all, times the share that these values have of all.
   *
   * @param meanGradient {@code [C]}, changed
   * @param varianceGradient {@code [C]}, changed
   * @param values of each channel here, N·H·W
   */
  void sum(INDArray meanGradient, INDArray varianceGradient, long values);

  /**
   * Runs the kernel that updates running statistics, which makes an unbiased variance as of the
   * values here; it is as of all values.
   *
   * @param variance {@code [C]} of all, biased; as it was when this ends
   * @param values of each channel here, N·H·W
   */
  void update(INDArray variance, long values, Runnable kernel);
}
