package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

/**
 * Gradient of an {@link AttentionSpec}. The weights of the tokens are computed again: to keep them
 * would take T² numbers of each head.
 *
 * <p>With P the weights and g the output's gradient: dv = Pᵀ·g, dP = g·vᵀ, dS = P∘(dP - sum of
 * P∘dP), dq = dS·k / √d, dk = dSᵀ·q / √d.
 */
public record AttentionGradientSpec(AttentionSpec forward) implements OpSpec {
  /** INPUT and INPUT_GRADIENT {@code [N, T, 3·D]}; OUTPUT_GRADIENT {@code [N, T, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
