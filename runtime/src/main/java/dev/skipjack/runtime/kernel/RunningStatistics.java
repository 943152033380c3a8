package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch norm's memory: {@code running = (1 - momentum) running + momentum batch}, with the unbiased
 * variance (divided by n - 1), as PyTorch keeps it; zero below the smallest normal number.
 */
@FunctionalInterface
public interface RunningStatistics {
  /**
   * @param x {@code [N, C, H, W]}, only its sizes count
   * @param mean {@code [C]} of the batch
   * @param variance {@code [C]} of the batch, biased
   * @param runningMean {@code [C]}, updated
   * @param runningVariance {@code [C]}, updated
   */
  void run(
      INDArray x, INDArray mean, INDArray variance, INDArray runningMean, INDArray runningVariance);
}
