package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of the weight of a {@link PositionalEmbeddingSpec}; that of its input is its output's.
 */
public record PositionalEmbeddingGradientSpec() implements OpSpec {
  /** OUTPUT_GRADIENT {@code [N, T, D]}; WEIGHT_GRADIENT {@code [1, T, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, WEIGHT_GRADIENT);
  }
}
