package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code out = gamma (x - mean) / sqrt(variance + epsilon) + beta} (Ioffe and Szegedy 2015), plus
 * another map and rectified if the spec says so: the end of a residual block (He et al. 2016).
 */
@FunctionalInterface
public interface Normalize {
  /**
   * @param x {@code [N, C, H, W]}
   * @param mean {@code [C]}
   * @param variance {@code [C]}
   * @param gamma {@code [C]}
   * @param beta {@code [C]}
   * @param addend as x, or null if the spec adds nothing
   * @param out as x, overwritten; may lie where x or addend do
   */
  void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray addend,
      INDArray out);
}
