package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Limits every gradient at once. */
@FunctionalInterface
public interface Clip {
  /**
   * @param gradients {@code [P]}, changed in place
   */
  void run(INDArray gradients);
}
