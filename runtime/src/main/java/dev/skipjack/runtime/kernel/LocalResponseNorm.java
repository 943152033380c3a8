package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Divides each element by what lies in the channels around it: {@code out = x / (k + alpha/size
 * Σx²)^beta}, where the sum is over {@code size} channels at the same pixel, from size/2 (rounded
 * down) before it on, and over those alone that exist. As {@code torch.nn.LocalResponseNorm}, which
 * divides alpha by the size; Krizhevsky et al. 2012, section 3.3, do not.
 */
@FunctionalInterface
public interface LocalResponseNorm {
  /**
   * @param x {@code [N, C, H, W]}
   * @param out as x, overwritten
   */
  void run(INDArray x, INDArray out);
}
