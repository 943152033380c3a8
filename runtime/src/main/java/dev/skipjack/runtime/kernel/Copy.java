package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code out = x}, whatever their strides. */
@FunctionalInterface
public interface Copy {
  /**
   * @param x any shape
   * @param out as x, overwritten
   */
  void run(INDArray x, INDArray out);
}
