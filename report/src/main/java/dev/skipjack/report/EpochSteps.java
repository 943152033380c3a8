package dev.skipjack.report;

import dev.skipjack.runtime.train.TrainingState;

/**
 * The steps of an epoch so far.
 *
 * @param step the number of the last; 0 before the first
 * @param learningRate of the last
 */
record EpochSteps(long step, double learningRate, long waitNanos, long computeNanos) {
  static EpochSteps none() {
    return new EpochSteps(0, Double.NaN, 0, 0);
  }

  EpochSteps and(TrainingState.Step next) {
    return new EpochSteps(
        next.number(),
        next.learningRate(),
        waitNanos + next.waitNanos(),
        computeNanos + next.computeNanos());
  }

  /** 0 to 1; NaN without a step. */
  double waitShare() {
    return waitNanos / (double) (waitNanos + computeNanos);
  }
}
