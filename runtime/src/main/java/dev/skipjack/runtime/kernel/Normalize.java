package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code out = gamma (x - mean) / sqrt(variance + epsilon) + beta}, rectified if the spec says so
 * (Ioffe and Szegedy 2015).
 */
@FunctionalInterface
public interface Normalize {
  /**
   * @param x {@code [N, C, H, W]}
   * @param mean {@code [C]}
   * @param variance {@code [C]}
   * @param gamma {@code [C]}
   * @param beta {@code [C]}
   * @param out as x, overwritten
   */
  void run(
      INDArray x, INDArray mean, INDArray variance, INDArray gamma, INDArray beta, INDArray out);
}
