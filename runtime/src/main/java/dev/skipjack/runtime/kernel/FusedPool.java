package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A pool that normalises and rectifies its input while it reads it: a transition's, or a stem's.
 */
@FunctionalInterface
public interface FusedPool {
  /**
   * @param x {@code [N, C, H, W]}
   * @param mean {@code [C]}
   * @param variance {@code [C]}
   * @param gamma {@code [C]}
   * @param beta {@code [C]}
   * @param out {@code [N, C, H', W']}, overwritten
   */
  void run(
      INDArray x, INDArray mean, INDArray variance, INDArray gamma, INDArray beta, INDArray out);
}
