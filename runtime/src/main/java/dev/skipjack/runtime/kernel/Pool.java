package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Maximum or average of windows, with PyTorch's rules for ceil mode and padding. */
@FunctionalInterface
public interface Pool {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, H', W']}, overwritten
   */
  void run(INDArray x, INDArray out);
}
