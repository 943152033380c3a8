package dev.skipjack.runtime.kernel.movement;

import dev.skipjack.runtime.kernel.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies between arrays of a user, which come and go with each call, and tensors of a network. It
 * keeps no array alive.
 */
public interface Transfer {
  /**
   * {@code to = from}, whatever their strides.
   *
   * @param from any shape
   * @param to as from, overwritten
   */
  void in(INDArray from, Tensor to);

  /**
   * {@code to = from}, whatever their strides.
   *
   * @param from any shape
   * @param to as from, overwritten
   */
  void out(Tensor from, INDArray to);
}
