package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of a slice, which is a window of its input's memory and has no kernel: zero in the
 * channels that were cut away.
 *
 * @param offset channels before the slice
 */
public record SliceGradientSpec(int offset) implements OpSpec {
  /**
   * @throws IllegalArgumentException if it is negative
   */
  public SliceGradientSpec {
    Checks.require(offset >= 0, "a slice begins at a channel, got %s", offset);
  }

  /**
   * OUTPUT_GRADIENT {@code [N, c, H, W]}; INPUT_GRADIENT {@code [N, C, H, W]}, or both without H,
   * W.
   */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
