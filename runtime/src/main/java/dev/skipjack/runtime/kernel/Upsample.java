package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Resizes maps, to more pixels or to fewer: {@code torch.nn.functional.interpolate} with {@code
 * size} and {@code align_corners=False}. Both sizes are those of the arrays.
 */
@FunctionalInterface
public interface Upsample {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, H', W']}, overwritten
   */
  void run(INDArray x, INDArray out);
}
