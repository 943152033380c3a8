package dev.skipjack.runtime.kernel.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * A leaky ReLU whose slope is learned (He et al. 2015): {@code x} where that is positive, {@code
 * slope·x} elsewhere.
 *
 * @param eachChannel whether each channel has a slope, or all share one
 */
public record PreluSpec(int channels, boolean eachChannel) implements OpSpec {
  /**
   * @throws IllegalArgumentException if there are no channels
   */
  public PreluSpec {
    Checks.require(channels > 0, "channels must be positive, got %s", channels);
  }

  /** How many slopes there are. */
  public int slopes() {
    return eachChannel ? channels : 1;
  }

  /**
   * INPUT {@code [N, C, H, W]} or {@code [N, C]}; WEIGHT {@code [slopes]}; OUTPUT like INPUT, which
   * may lie where INPUT does.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT);
  }
}
