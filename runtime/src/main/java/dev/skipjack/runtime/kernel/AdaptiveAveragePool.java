package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Averages of windows that together cover the map, as many as the output has pixels: {@code
 * torch.nn.AdaptiveAvgPool2d}. Window i of {@code out} on {@code in} pixels is floor(i in/out) to
 * ceil((i + 1) in/out), exclusive; neighbours may overlap.
 */
@FunctionalInterface
public interface AdaptiveAveragePool {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, H', W']}, overwritten
   */
  void run(INDArray x, INDArray out);
}
