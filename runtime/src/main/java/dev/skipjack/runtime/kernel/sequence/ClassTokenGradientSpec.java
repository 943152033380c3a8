package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a {@link ClassTokenSpec}. */
public record ClassTokenGradientSpec() implements OpSpec {
  /**
   * OUTPUT_GRADIENT {@code [N, T + 1, D]}; those that are wanted of INPUT_GRADIENT {@code [N, T,
   * D]} and WEIGHT_GRADIENT {@code [1, 1, D]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT).wanted(INPUT_GRADIENT, WEIGHT_GRADIENT);
  }
}
