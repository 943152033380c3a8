package dev.skipjack.runtime.kernel.convolution;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.StatisticsUse;

/**
 * The gradient of a {@link FusedConvolutionSpec} in one sweep. Statistics are values with gradients
 * of their own: what reaches the output through its mean and variance is added while the output's
 * gradient is read, and what the input's statistics receive is handed on. The correction of batch
 * norm's gradient so happens once for each feature map, however many layers normalise it.
 *
 * <p>With g the gradient of the convolution's input where the ReLU passed, r = 1/√(variance + ε)
 * and x̂ = (x - mean)·r: dβ = Σg, dγ = Σg·x̂, dx = γ·r·g, dmean = -γ·r·dβ, dvariance = -½·γ·r²·dγ.
 * The output's gradient is {@code OUTPUT_GRADIENT + OUTPUT_MEAN_GRADIENT/M + 2(OUTPUT -
 * OUTPUT_MEAN)· OUTPUT_VARIANCE_GRADIENT/M} for M values in a channel.
 *
 * @param accumulate whether it adds to the gradients of the input and its statistics that are there
 */
public record FusedConvolutionGradientSpec(FusedConvolutionSpec forward, boolean accumulate)
    implements OpSpec {
  /**
   * INPUT {@code [N, in, H, W]}, WEIGHT {@code [out, in/groups, kernel, kernel]}, with a prologue
   * MEAN, VARIANCE, GAMMA and BETA {@code [in]}; OUTPUT_GRADIENT {@code [N, out, H', W']}. If
   * anything reaches the output's statistics: OUTPUT, which the forward pass wrote, OUTPUT_MEAN,
   * OUTPUT_MEAN_GRADIENT and OUTPUT_VARIANCE_GRADIENT {@code [out]}. The gradients that are wanted,
   * each in the shape of what it belongs to.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT_GRADIENT)
        .with(forward.prologue() != null, MEAN, VARIANCE, GAMMA, BETA)
        .wanted(OUTPUT, OUTPUT_MEAN, OUTPUT_MEAN_GRADIENT, OUTPUT_VARIANCE_GRADIENT)
        .wanted(INPUT_GRADIENT, WEIGHT_GRADIENT)
        .wanted(forward.convolution().bias(), BIAS_GRADIENT)
        .wanted(
            forward.prologue() != null,
            MEAN_GRADIENT,
            VARIANCE_GRADIENT,
            GAMMA_GRADIENT,
            BETA_GRADIENT);
  }

  @Override
  public StatisticsUse statisticsUse() {
    return new StatisticsUse(
        StatisticsUse.When.SENT_BACK, OUTPUT, OUTPUT_MEAN_GRADIENT, OUTPUT_VARIANCE_GRADIENT);
  }
}
