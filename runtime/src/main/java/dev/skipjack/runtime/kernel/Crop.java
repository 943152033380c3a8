package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A rectangle of each map, of the size of the output. */
@FunctionalInterface
public interface Crop {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, H', W']} with top + H' ≤ H and left + W' ≤ W, overwritten
   */
  void run(INDArray x, INDArray out);
}
