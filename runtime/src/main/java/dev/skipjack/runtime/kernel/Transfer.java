package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies between arrays of a user, which come and go with each call, and those of a network. It
 * keeps none of them alive.
 */
@FunctionalInterface
public interface Transfer {
  /**
   * {@code to = from}, whatever their strides.
   *
   * @param from any shape
   * @param to as from, overwritten
   */
  void run(INDArray from, INDArray to);
}
