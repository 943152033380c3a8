package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Channels become pixels (Shi et al. 2016, section 3.2), as PyTorch's {@code PixelShuffle} has
 * them: pixel {@code (y, x)} of channel c is pixel {@code (y / scale, x / scale)} of channel {@code
 * c·scale² + y % scale·scale + x % scale}.
 *
 * @param scale how many times height and width grow
 */
public record PixelShuffleSpec(int scale) implements OpSpec {
  /**
   * @throws IllegalArgumentException if it is not positive
   */
  public PixelShuffleSpec {
    Checks.require(scale > 0, "scale must be positive, got %s", scale);
  }

  /** INPUT {@code [N, C·scale², H, W]}; OUTPUT {@code [N, C, H·scale, W·scale]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
