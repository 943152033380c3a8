package dev.skipjack.runtime.train;

import java.util.Locale;

/** A fit would train behind the end of its schedule. */
public final class ScheduleOverException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final int last;
  private final int goal;

  /**
   * @param first how many epochs were over when the schedule began
   */
  ScheduleOverException(int first, int last, int goal) {
    super(
        String.format(
            Locale.ROOT,
            "the schedule is over after epoch %d, and this fit would train until epoch %d: call plan(%d) before the first fit, or schedule(...) before this one to begin another",
            last,
            goal,
            goal - first));
    this.last = last;
    this.goal = goal;
  }

  /** The last epoch of the schedule, from 1. */
  public int last() {
    return last;
  }

  /** The last epoch that the fit was to train. */
  public int goal() {
    return goal;
  }
}
