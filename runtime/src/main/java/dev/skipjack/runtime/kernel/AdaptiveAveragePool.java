package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Averages of windows that together cover the map, as many as the output has pixels: {@code
 * torch.nn.AdaptiveAvgPool2d}. Neighbouring windows may overlap.
 */
@FunctionalInterface
public interface AdaptiveAveragePool {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, H', W']}, overwritten
   */
  void run(INDArray x, INDArray out);

  /**
   * The first pixel of a window: floor(i in/out).
   *
   * @param window i, from 0
   * @param in height or width of the input
   * @param out height or width of the output
   */
  static long begin(long window, long in, long out) {
    return window * in / out;
  }

  /** The first pixel behind a window: ceil((i + 1) in/out). */
  static long end(long window, long in, long out) {
    return ((window + 1) * in + out - 1) / out;
  }
}
