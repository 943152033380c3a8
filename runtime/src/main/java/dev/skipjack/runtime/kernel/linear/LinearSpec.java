package dev.skipjack.runtime.kernel.linear;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Everything about a linear layer that is known when the network is built. */
public record LinearSpec(int inFeatures, int outFeatures, boolean bias) implements OpSpec {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public LinearSpec {
    Checks.require(
        inFeatures > 0 && outFeatures > 0,
        "features must be positive, got %s",
        inFeatures + " and " + outFeatures);
  }

  /**
   * INPUT {@code [N, in]}, WEIGHT {@code [out, in]}, BIAS {@code [out]} if there is one; OUTPUT
   * {@code [N, out]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT).with(bias, BIAS);
  }
}
