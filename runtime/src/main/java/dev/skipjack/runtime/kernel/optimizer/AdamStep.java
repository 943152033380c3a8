package dev.skipjack.runtime.kernel.optimizer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A step of Adam (Kingma and Ba 2015, algorithm 1) over every parameter at once. */
@FunctionalInterface
public interface AdamStep {
  /**
   * A mean or a square below the smallest normal number of its type is written as zero, as in
   * {@link SgdStep}.
   *
   * @param parameters {@code [P]}, updated
   * @param gradients {@code [P]}, undefined afterwards
   * @param mean {@code [P]} of the gradient, updated; zero before the first step
   * @param square {@code [P]}, mean of the gradient's square, likewise
   * @param step number of this step, from 1 on: both moments are corrected for their start at zero
   * @param learningRate positive
   */
  void run(
      INDArray parameters,
      INDArray gradients,
      INDArray mean,
      INDArray square,
      long step,
      double learningRate);
}
