package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of a pool; a maximum that occurs twice in a window passes the gradient to the first. */
@FunctionalInterface
public interface PoolGradient {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, H', W']}
   * @param outGradient as out
   * @param inputGradient as x, overwritten
   */
  void run(INDArray x, INDArray out, INDArray outGradient, INDArray inputGradient);
}
