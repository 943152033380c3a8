package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of a {@link GroupNormSpec}, whose mean and variance are computed again: x must be read
 * anyway.
 *
 * <p>With r = 1/√(variance + ε), x̂ = (x - mean)·r and m the mean over what is normalised together:
 * dx = r·(γ·g - m(γ·g) - x̂·m(γ·g·x̂)), dβ = Σg, dγ = Σg·x̂.
 */
public record GroupNormGradientSpec(GroupNormSpec forward) implements OpSpec {
  /**
   * INPUT and OUTPUT_GRADIENT {@code [N, C, H, W]} or {@code [N, C]}, GAMMA {@code [C]} if affine;
   * the gradients that are wanted, each in the shape of what it belongs to.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT_GRADIENT)
        .with(forward.affine(), GAMMA)
        .wanted(INPUT_GRADIENT)
        .wanted(forward.affine(), GAMMA_GRADIENT, BETA_GRADIENT);
  }
}
