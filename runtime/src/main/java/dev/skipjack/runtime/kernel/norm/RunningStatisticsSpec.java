package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.StatisticsUse;

/**
 * Batch norm's memory: {@code running = (1 - momentum) running + momentum batch}, with the unbiased
 * variance (divided by n - 1), as PyTorch keeps it; zero below the smallest normal number.
 */
public record RunningStatisticsSpec(int channels, double momentum) implements OpSpec {
  /**
   * INPUT {@code [N, C, H, W]} or {@code [N, C]}, of which only the sizes count, MEAN and VARIANCE
   * (biased) of the batch {@code [C]}; RUNNING_MEAN and RUNNING_VARIANCE {@code [C]}, updated.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, MEAN, VARIANCE, RUNNING_MEAN, RUNNING_VARIANCE);
  }

  @Override
  public StatisticsUse statisticsUse() {
    return new StatisticsUse(StatisticsUse.When.REMEMBERED, INPUT, MEAN, VARIANCE);
  }
}
