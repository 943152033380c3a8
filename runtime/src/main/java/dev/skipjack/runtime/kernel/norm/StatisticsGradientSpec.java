package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.StatisticsUse;

/**
 * What a map receives through its statistics, the part of batch norm's gradient that corrects:
 * {@code MEAN_GRADIENT/M + 2(INPUT - MEAN)·VARIANCE_GRADIENT/M} for M values in a channel.
 *
 * @param accumulate whether it adds to the gradient that is there
 * @param layout how the input lies, and its gradient
 */
public record StatisticsGradientSpec(int channels, boolean accumulate, Layout layout)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if channels in blocks are no multiple of 16
   */
  public StatisticsGradientSpec {
    Checks.requireLayout(layout, channels);
  }

  /** Of maps in planes. */
  public StatisticsGradientSpec(int channels, boolean accumulate) {
    this(channels, accumulate, Layout.PLANES);
  }

  /**
   * INPUT {@code [N, C, H, W]} or {@code [N, C]}, MEAN, MEAN_GRADIENT and VARIANCE_GRADIENT {@code
   * [C]}; INPUT_GRADIENT {@code [N, C, H, W]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, MEAN, MEAN_GRADIENT, VARIANCE_GRADIENT, INPUT_GRADIENT);
  }

  @Override
  public StatisticsUse statisticsUse() {
    return new StatisticsUse(StatisticsUse.When.SENT_BACK, INPUT, MEAN_GRADIENT, VARIANCE_GRADIENT);
  }
}
