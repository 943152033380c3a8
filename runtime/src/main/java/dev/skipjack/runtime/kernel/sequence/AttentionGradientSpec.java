package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of an {@link AttentionSpec}. The weights of the tokens are computed again: to keep them
 * would take T² numbers of each head.
 *
 * <p>With P the weights and g the output's gradient: dv = Pᵀ·g, dP = g·vᵀ, dS = P∘(dP - sum of
 * P∘dP), dq = dS·k / √d, dk = dSᵀ·q / √d. The gradient of the bias for a distance is the sum of dS
 * of all images and all pairs of tokens that are so far apart.
 */
public record AttentionGradientSpec(AttentionSpec forward) implements OpSpec {
  /**
   * INPUT {@code [N, T, 3·D]}, WEIGHT if it is relative, as forward; OUTPUT_GRADIENT {@code [N, T,
   * D]}; those that are wanted of INPUT_GRADIENT and WEIGHT_GRADIENT.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT_GRADIENT)
        .with(forward.isRelative(), WEIGHT)
        .wanted(INPUT_GRADIENT)
        .wanted(forward.isRelative(), WEIGHT_GRADIENT);
  }
}
