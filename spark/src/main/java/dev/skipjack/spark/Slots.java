package dev.skipjack.spark;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where workers can be placed. Spark itself would look for ten minutes in silence for more slots
 * than there are, and for ever when an executor was lost.
 *
 * @param workers how many are free: executors, or threads of the driver with {@code local[n]}
 * @param cores that a worker has: all of its executor, so that an executor has one worker
 */
record Slots(int workers, int cores) {
  private static final String DRIVER = "driver";
  private static final long LOOK_MILLIS = 200;

  /** An executor that runs nothing. */
  private record Free(String id, int cores) {}

  /**
   * Waits for executors.
   *
   * @param wanted how many
   * @param least how many will do when {@code atMost} is over
   * @throws SparkTrainingException if there are fewer
   */
  static Slots await(SparkContext spark, int wanted, int least, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    Slots slots = now(spark);
    while (slots.workers() < wanted && System.nanoTime() < end) {
      sleep();
      slots = now(spark);
    }
    if (slots.workers() < least) {
      throw new SparkTrainingException(
          String.format(
              Locale.ROOT,
              spark.isLocal()
                  ? "%d workers need as many threads, but %s has %d: take local[%1$d], or fewer workers"
                  : "%d workers need as many executors that run nothing else, but after %4$s s there are %3$d: give the application more (spark.executor.instances, or spark.cores.max and spark.executor.cores), or take fewer workers",
              least,
              spark.master(),
              slots.workers(),
              atMost.toMillis() / 1000.0));
    }
    return new Slots(Math.min(wanted, slots.workers()), slots.cores());
  }

  private static void sleep() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SparkTrainingException("interrupted while waiting for executors", e);
    }
  }

  private static Slots now(SparkContext spark) {
    List<Free> free = free(spark);
    if (spark.isLocal()) {
      int threads = free.stream().mapToInt(Free::cores).sum();
      return new Slots(threads, 1);
    }
    int cores = free.stream().mapToInt(Free::cores).min().orElse(1);
    int most = free.stream().mapToInt(Free::cores).max().orElse(1);
    if (most >= 2 * cores) {
      throw new SparkTrainingException(
          String.format(
              Locale.ROOT,
              "executors have %d to %d cores, so some would get two workers: make them equal with spark.executor.cores",
              cores,
              most));
    }
    return new Slots(free.size(), cores);
  }

  private static List<Free> free(SparkContext spark) {
    Map<String, Object> running =
        spark.taskScheduler() instanceof TaskSchedulerImpl scheduler
            ? CollectionConverters.asJava(scheduler.runningTasksByExecutors())
            : Map.of();
    return CollectionConverters.asJava(spark.statusStore().executorList(true)).stream()
        .filter(ExecutorSummary::isActive)
        .filter(executor -> spark.isLocal() || !executor.id().equals(DRIVER))
        .filter(executor -> running.getOrDefault(executor.id(), 0).equals(0))
        .map(executor -> new Free(executor.id(), executor.totalCores()))
        .sorted(Comparator.comparing(Free::id))
        .toList();
  }
}
