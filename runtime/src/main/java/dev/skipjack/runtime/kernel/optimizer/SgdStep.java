package dev.skipjack.runtime.kernel.optimizer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A step of stochastic gradient descent over every parameter at once. */
@FunctionalInterface
public interface SgdStep {
  /**
   * With g = gradient + weightDecay·parameter: velocity = momentum·velocity + g, and the parameter
   * loses learningRate·velocity, or learningRate·(g + momentum·velocity) with Nesterov. A velocity
   * below the smallest normal number of its type becomes zero: what fades would never arrive there,
   * and many processors take ten times as long with such numbers.
   *
   * @param parameters {@code [P]}, updated
   * @param gradients {@code [P]}, undefined afterwards
   * @param velocity {@code [P]}, updated; zero before the first step
   * @param learningRate positive
   */
  void run(INDArray parameters, INDArray gradients, INDArray velocity, double learningRate);
}
