package dev.skipjack.report;

import dev.skipjack.runtime.train.TrainingState;

/**
 * The steps of an epoch so far.
 *
 * @param learningRate of the last
 */
record EpochSteps(double learningRate, long waitNanos, long computeNanos) {
  static EpochSteps none() {
    return new EpochSteps(Double.NaN, 0, 0);
  }

  EpochSteps and(TrainingState.Step next) {
    return new EpochSteps(
        next.learningRate(), waitNanos + next.waitNanos(), computeNanos + next.computeNanos());
  }

  /** 0 to 1; NaN without a step. */
  double waitShare() {
    return waitNanos / (double) (waitNanos + computeNanos);
  }
}
