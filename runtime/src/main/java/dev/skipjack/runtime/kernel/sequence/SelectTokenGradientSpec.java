package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a {@link SelectTokenSpec}: zero for all other tokens. */
public record SelectTokenGradientSpec(SelectTokenSpec forward) implements OpSpec {
  /** OUTPUT_GRADIENT {@code [N, D]}; INPUT_GRADIENT {@code [N, T, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
