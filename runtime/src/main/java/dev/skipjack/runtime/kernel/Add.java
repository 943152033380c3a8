package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code out = a + b}; {@code out} may be {@code a}. */
@FunctionalInterface
public interface Add {
  /**
   * @param a any shape
   * @param b as a
   * @param out as a, overwritten
   */
  void run(INDArray a, INDArray b, INDArray out);
}
