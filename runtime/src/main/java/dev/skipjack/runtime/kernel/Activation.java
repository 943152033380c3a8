package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** An elementwise function; {@code out} may be {@code x}. */
@FunctionalInterface
public interface Activation {
  /**
   * @param x any shape
   * @param out as x, overwritten
   */
  void run(INDArray x, INDArray out);
}
