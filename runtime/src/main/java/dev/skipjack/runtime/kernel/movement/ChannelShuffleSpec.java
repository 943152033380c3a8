package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Channels that lie group by group lie in turn, one of each group (Zhang et al. 2018, ShuffleNet,
 * section 3.1): channel i of the output is channel {@code i % groups · C / groups + i / groups}.
 * Its gradient is that of {@code C / groups} groups.
 *
 * @param groups divides the channels
 */
public record ChannelShuffleSpec(int groups) implements OpSpec {
  /**
   * @throws IllegalArgumentException if there are none
   */
  public ChannelShuffleSpec {
    Checks.require(groups > 0, "groups must be positive, got %s", groups);
  }

  /** INPUT and OUTPUT {@code [N, C, H, W]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
