package dev.skipjack.runtime.kernel.optimizer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Limits every gradient at once, and measures them. */
@FunctionalInterface
public interface Clip {
  /**
   * @param gradients {@code [P]}, changed in place; undefined if one is not finite
   * @return their Euclidean norm before; NaN or infinite if one of them is, or the sum of their
   *     squares is beyond the range of the type
   */
  double run(INDArray gradients);
}
