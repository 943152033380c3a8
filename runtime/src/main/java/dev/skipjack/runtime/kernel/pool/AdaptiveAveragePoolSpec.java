package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Averages of windows that together cover the map, as many as the output has pixels: {@code
 * torch.nn.AdaptiveAvgPool2d}. Neighbouring windows may overlap.
 */
public record AdaptiveAveragePoolSpec() implements OpSpec {
  /**
   * The first pixel of a window: floor(i in/out).
   *
   * @param window i, from 0
   * @param in height or width of the input
   * @param out height or width of the output
   */
  public static long begin(long window, long in, long out) {
    return window * in / out;
  }

  /** The first pixel behind a window: ceil((i + 1) in/out). */
  public static long end(long window, long in, long out) {
    return ((window + 1) * in + out - 1) / out;
  }

  /** INPUT {@code [N, C, H, W]}; OUTPUT {@code [N, C, H', W']}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
