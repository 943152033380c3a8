package dev.skipjack.runtime.kernel.convolution;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.StatisticsUse;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;

/**
 * A convolution while training, with what was fused to it: it normalises and rectifies its input,
 * by ReLU or ReLU6, while it reads it and takes the statistics of its output while it writes it.
 * The normalised input is never stored.
 *
 * @param convolution the convolution itself
 * @param prologue batch norm (and ReLU or ReLU6) that its input passes while it is read, or null
 * @param statistics whether mean and variance of the output are wanted
 * @param input how the input lies, and its gradient
 * @param output how the output lies, and its gradient
 */
public record FusedConvolutionSpec(
    ConvolutionSpec convolution,
    NormalizeSpec prologue,
    boolean statistics,
    Layout input,
    Layout output)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if the prologue has other channels, adds something or does
   *     more than rectify; if channels in blocks are no multiple of 16
   */
  public FusedConvolutionSpec {
    convolution.requirePrologue(prologue);
    Checks.requireLayout(input, convolution.inChannels());
    Checks.requireLayout(output, convolution.outChannels());
  }

  /** Of maps in planes. */
  public FusedConvolutionSpec(
      ConvolutionSpec convolution, NormalizeSpec prologue, boolean statistics) {
    this(convolution, prologue, statistics, Layout.PLANES, Layout.PLANES);
  }

  /** Whether all maps lie in planes. */
  public boolean isPlanar() {
    return input == Layout.PLANES && output == Layout.PLANES;
  }

  /**
   * INPUT {@code [N, in, H, W]}, WEIGHT {@code [out, in/groups, kernel, kernel]}, BIAS {@code
   * [out]} if there is one; with a prologue MEAN, VARIANCE (biased), GAMMA and BETA {@code [in]};
   * OUTPUT {@code [N, out, H', W']}, with statistics OUTPUT_MEAN and OUTPUT_VARIANCE (biased)
   * {@code [out]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT)
        .with(convolution.bias(), BIAS)
        .with(prologue != null, MEAN, VARIANCE, GAMMA, BETA)
        .with(statistics, OUTPUT_MEAN, OUTPUT_VARIANCE);
  }

  @Override
  public StatisticsUse statisticsUse() {
    return statistics
        ? new StatisticsUse(StatisticsUse.When.TAKEN, OUTPUT, OUTPUT_MEAN, OUTPUT_VARIANCE)
        : null;
  }
}
