package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean of each channel's pixels. */
@FunctionalInterface
public interface GlobalAveragePool {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, 1, 1]}, overwritten
   */
  void run(INDArray x, INDArray out);
}
