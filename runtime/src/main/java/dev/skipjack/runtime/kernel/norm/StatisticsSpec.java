package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.StatisticsUse;

/**
 * Mean and biased variance of each channel over batch and pixels. In FLOAT, where the mean is 1000
 * standard deviations from zero, both are right to 1e-4: of a standard deviation, and of the
 * variance. Later layers see what was normalised with a rounded mean: their statistics are right to
 * 2.4e-7 of the largest for each standard deviation that the mean of an earlier one is from zero.
 *
 * @param layout how the input lies
 */
public record StatisticsSpec(int channels, Layout layout) implements OpSpec {
  /**
   * @throws IllegalArgumentException if channels in blocks are no multiple of 16
   */
  public StatisticsSpec {
    Checks.requireLayout(layout, channels);
  }

  /** Of a map in planes. */
  public StatisticsSpec(int channels) {
    this(channels, Layout.PLANES);
  }

  /**
   * INPUT {@code [N, C, H, W]} or {@code [N, C]}; MEAN and VARIANCE, divided by N·H·W, {@code [C]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, MEAN, VARIANCE);
  }

  @Override
  public StatisticsUse statisticsUse() {
    return new StatisticsUse(StatisticsUse.When.TAKEN, INPUT, MEAN, VARIANCE);
  }
}
