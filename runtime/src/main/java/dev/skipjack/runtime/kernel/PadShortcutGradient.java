package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradient of the padded shortcut. */
@FunctionalInterface
public interface PadShortcutGradient {
  /**
   * @param outGradient {@code [N, out, H', W']}
   * @param inputGradient {@code [N, in, H, W]}, overwritten
   */
  void run(INDArray outGradient, INDArray inputGradient);
}
