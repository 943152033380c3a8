package dev.skipjack.runtime.kernel.pool;

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
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;

/**
 * The gradient of a {@link FusedPoolSpec} in one sweep; those of vectors are those of {@link
 * NormalizeGradientSpec}.
 */
public record FusedPoolGradientSpec(FusedPoolSpec forward) implements OpSpec {
  /**
   * INPUT {@code [N, C, H, W]}, MEAN, VARIANCE, GAMMA and BETA {@code [C]}, OUTPUT, which the
   * forward pass wrote, and OUTPUT_GRADIENT {@code [N, C, H', W']}; the gradients that are wanted,
   * each in the shape of what it belongs to.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, MEAN, VARIANCE, GAMMA, BETA, OUTPUT, OUTPUT_GRADIENT)
        .wanted(INPUT_GRADIENT, MEAN_GRADIENT, VARIANCE_GRADIENT, GAMMA_GRADIENT, BETA_GRADIENT);
  }
}
