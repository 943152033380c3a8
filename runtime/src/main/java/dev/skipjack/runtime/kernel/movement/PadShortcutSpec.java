package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * ResNet's shortcut without parameters (option A): every stride-th pixel, then zero channels (He et
 * al. 2015, section 4.2).
 */
public record PadShortcutSpec(int inChannels, int outChannels, int stride) implements OpSpec {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public PadShortcutSpec {
    Checks.require(
        inChannels > 0 && outChannels >= inChannels,
        "a padded shortcut cannot drop channels, got %s",
        inChannels + " and " + outChannels);
    Checks.require(stride > 0, "stride must be positive, got %s", stride);
  }

  /** INPUT {@code [N, in, H, W]}; OUTPUT {@code [N, out, ceil(H/stride), ceil(W/stride)]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
