package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code inputGradient = mask outGradient}; may work in place. */
@FunctionalInterface
public interface DropoutGradient {
  /**
   * @param mask from the forward pass
   * @param outGradient as mask
   * @param inputGradient as mask, overwritten
   */
  void run(INDArray mask, INDArray outGradient, INDArray inputGradient);
}
