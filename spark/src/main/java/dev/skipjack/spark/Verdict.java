package dev.skipjack.spark;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What the driver makes of how its workers ended.
 *
 * @param trained of worker 0, if all is well
 * @param reason naming the worker it began with, else
 * @param cause its error; null if nobody says
 * @param mayPass whether it may go well another time
 */
record Verdict(WorkerOutcome.Trained trained, String reason, Throwable cause, boolean mayPass) {
  private static final String REASON = "Most recent failure reason: ";

  /**
   * @param outcomes by rank
   */
  static Verdict of(List<WorkerOutcome> outcomes) {
    for (WorkerOutcome outcome : outcomes) {
      if (outcome instanceof WorkerOutcome.Failed failed) {
        return new Verdict(
            null,
            failed.worker() + " has failed: " + failed.failure(),
            failed.failure(),
            failed.mayPass());
      }
    }
    for (WorkerOutcome outcome : outcomes) {
      if (outcome instanceof WorkerOutcome.Left left) {
        return new Verdict(null, left.worker() + " was told: " + left.reason(), null, true);
      }
    }
    List<WorkerOutcome.Trained> all =
        outcomes.stream().map(WorkerOutcome.Trained.class::cast).toList();
    WorkerOutcome.Trained first = all.get(0);
    for (WorkerOutcome.Trained other : all) {
      if (!other.checksum().equals(first.checksum())) {
        String reason =
            String.format(
                Locale.ROOT,
                "%s ends with other weights (%s) than %s (%s): a machine is faulty",
                other.worker(),
                other.checksum(),
                first.worker(),
                first.checksum());
        return new Verdict(null, reason, null, false);
      }
    }
    return new Verdict(first, null, null, false);
  }

  /** What Spark tells of a stage that failed, without where in Spark that was noticed. */
  static String reason(Exception stageFailure) {
    String text = Objects.toString(stageFailure.getMessage(), stageFailure.toString());
    int begin = text.indexOf(REASON);
    String told = begin < 0 ? text : text.substring(begin + REASON.length());
    int stack = told.indexOf("\n\tat ");
    return (stack < 0 ? told : told.substring(0, stack)).strip();
  }
}
