package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Each channel of a map times a number that is learned (Touvron et al. 2021). */
public record LayerScaleSpec(int channels) implements OpSpec {
  /**
   * @throws IllegalArgumentException if there are no channels
   */
  public LayerScaleSpec {
    Checks.require(channels > 0, "channels must be positive, got %s", channels);
  }

  /**
   * INPUT {@code [N, C, H, W]}; WEIGHT {@code [C, 1, 1]}; OUTPUT like INPUT, which may lie where
   * INPUT does.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT);
  }
}
