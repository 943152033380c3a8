package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The same map in another {@link Layout}. */
@FunctionalInterface
public interface Reorder {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out as x, overwritten; must not overlap it
   */
  void run(INDArray x, INDArray out);
}
