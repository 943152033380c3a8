package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code out = x weight^T + bias}. */
@FunctionalInterface
public interface Linear {
  /**
   * @param x {@code [N, in]}
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}, or null if the spec has none
   * @param out {@code [N, out]}, overwritten
   */
  void run(INDArray x, INDArray weight, INDArray bias, INDArray out);
}
