package dev.skipjack.runtime.train;

import java.util.Locale;

/**
 * The epochs that a schedule is stretched over.
 *
 * @param first how many were over when it began
 * @param epochs how many it has
 */
record Plan(int first, int epochs) {
  /**
   * How many steps of the schedule are over.
   *
   * @param epoch of the next step, from 0 over all epochs
   * @param batch of the next step, from 0 in its epoch
   * @param batches of an epoch
   */
  long step(int epoch, int batch, int batches) {
    return (long) (epoch - first) * batches + batch;
  }

  long steps(int batches) {
    return (long) epochs * batches;
  }

  /**
   * The learning rate of the next step.
   *
   * @param scale that listeners have come to
   * @param epoch of the next step, from 0 over all epochs
   * @param batch of the next step, from 0 in its epoch
   * @param batches of an epoch
   * @throws IllegalStateException if it is not above 0 and finite
   */
  double rate(Schedule schedule, double scale, int epoch, int batch, int batches) {
    long step = step(epoch, batch, batches);
    long planned = steps(batches);
    double rate = schedule.at(step, planned) * scale;
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the schedule gives a learning rate of %s in step %d of %d, which must be above 0",
              rate,
              step + 1,
              planned));
    }
    return rate;
  }

  /** The number of its last epoch, over all epochs. */
  int last() {
    return first + epochs;
  }

  /**
   * @param goal the number of the last epoch that a fit is to train
   * @throws ScheduleOverException if that lies behind the end of a schedule that has one
   */
  void check(Schedule schedule, int goal) {
    if (goal > last() && !schedule.isEndless()) {
      throw new ScheduleOverException(first, last(), goal);
    }
  }
}
