package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A 2-D cross-correlation (what deep learning calls convolution). */
@FunctionalInterface
public interface Convolution {
  /**
   * @param x {@code [N, in, H, W]}
   * @param weight {@code [out, in/groups, kernel, kernel]}
   * @param bias {@code [out]}, or null if the spec has none
   * @param out {@code [N, out, H', W']}, overwritten
   */
  void run(INDArray x, INDArray weight, INDArray bias, INDArray out);
}
