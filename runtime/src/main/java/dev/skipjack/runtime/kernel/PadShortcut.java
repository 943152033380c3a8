package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * ResNet's shortcut without parameters (option A): every stride-th pixel, then zero channels (He et
 * al. 2015, section 4.2).
 */
@FunctionalInterface
public interface PadShortcut {
  /**
   * @param x {@code [N, in, H, W]}
   * @param out {@code [N, out, ceil(H/stride), ceil(W/stride)]}, overwritten
   */
  void run(INDArray x, INDArray out);
}
