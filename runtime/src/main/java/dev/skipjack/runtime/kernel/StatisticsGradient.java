package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** What a map receives through its statistics: the part of batch norm's gradient that corrects. */
@FunctionalInterface
public interface StatisticsGradient {
  /**
   * {@code meanGradient/M + 2(x - mean)·varianceGradient/M} for M values in a channel.
   *
   * @param x {@code [N, C, H, W]}
   * @param mean {@code [C]}
   * @param meanGradient {@code [C]}
   * @param varianceGradient {@code [C]}
   * @param inputGradient as x, overwritten, or added to if the kernel accumulates
   */
  void run(
      INDArray x,
      INDArray mean,
      INDArray meanGradient,
      INDArray varianceGradient,
      INDArray inputGradient);
}
