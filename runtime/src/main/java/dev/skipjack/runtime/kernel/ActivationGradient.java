package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of an activation from its output; {@code inputGradient} may be {@code outGradient}. */
@FunctionalInterface
public interface ActivationGradient {
  /**
   * @param out what the forward pass wrote
   * @param outGradient as out
   * @param inputGradient as out, overwritten
   */
  void run(INDArray out, INDArray outGradient, INDArray inputGradient);
}
