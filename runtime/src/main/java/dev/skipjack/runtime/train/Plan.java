package dev.skipjack.runtime.train;

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
