package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

/** Gradient of a {@link TokensSpec}: the tokens as pixels again. */
public record TokensGradientSpec() implements OpSpec {
  /** OUTPUT_GRADIENT {@code [N, H·W, D]}; INPUT_GRADIENT {@code [N, D, H, W]}. */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
