package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of a {@link NormalizeSpec} with its statistics as operands: what the input receives
 * through them is the business of {@link StatisticsGradientSpec}.
 *
 * <p>With g the gradient before the activation, r = 1/√(variance + ε) and x̂ = (x - mean)·r: dx =
 * γ·r·g, daddend = g, dβ = Σg, dγ = Σg·x̂, dmean = -γ·r·dβ, dvariance = -½·γ·r²·dγ.
 */
public record NormalizeGradientSpec(NormalizeSpec forward) implements OpSpec {
  /**
   * INPUT {@code [N, C, H, W]} or {@code [N, C]} and in its shape OUTPUT, which the forward pass
   * wrote, and OUTPUT_GRADIENT; MEAN, VARIANCE and GAMMA {@code [C]}; the gradients that are
   * wanted, each in the shape of what it belongs to. An activation whose gradient reads its input
   * has that computed again, of BETA {@code [C]} and the ADDEND that there may be, instead of
   * reading OUTPUT. ADDEND_GRADIENT may lie where OUTPUT_GRADIENT does.
   */
  @Override
  public Signature signature() {
    boolean again = forward.gradientReadsInput();
    return Signature.of(INPUT, MEAN, VARIANCE, GAMMA, OUTPUT_GRADIENT)
        .with(!again, OUTPUT)
        .with(again, BETA)
        .with(again && forward.add(), ADDEND)
        .wanted(INPUT_GRADIENT, ADDEND_GRADIENT)
        .wanted(MEAN_GRADIENT, VARIANCE_GRADIENT, GAMMA_GRADIENT, BETA_GRADIENT);
  }
}
