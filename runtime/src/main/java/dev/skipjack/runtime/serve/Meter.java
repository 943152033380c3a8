package dev.skipjack.runtime.serve;

import java.time.Duration;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a pool does. */
final class Meter {
  /** The last latencies that are kept: percentiles are of now, not of last week. */
  static final int LATENCIES = 4096;

  private final long[] latencies = new long[LATENCIES];
  private final SortedMap<Integer, Long> batchSizes = new TreeMap<>();
  private long accepted;
  private long rejected;
  private long completed;
  private long failed;
  private long cancelled;
  private long loads;
  private int running;

  synchronized void accepted() {
    accepted++;
  }

  synchronized void rejected() {
    rejected++;
  }

  synchronized void begins(int requests) {
    running += requests;
  }

  /** A prediction of so many images. */
  synchronized void predicted(int images) {
    batchSizes.merge(images, 1L, Long::sum);
  }

  synchronized void ends(int requests) {
    running -= requests;
  }

  synchronized void completed(long nanos) {
    latencies[(int) (completed % LATENCIES)] = nanos;
    completed++;
  }

  synchronized void failed() {
    failed++;
  }

  synchronized void cancelled() {
    cancelled++;
  }

  synchronized void loaded() {
    loads++;
  }

  synchronized PoolMetrics snapshot(int forks, int queueSize, int waiting) {
    long[] sorted = Arrays.copyOf(latencies, (int) Math.min(completed, LATENCIES));
    Arrays.sort(sorted);
    return new PoolMetrics(
        forks,
        queueSize,
        waiting,
        running,
        accepted,
        rejected,
        completed,
        failed,
        cancelled,
        batchSizes,
        loads,
        percentile(sorted, 0.5),
        percentile(sorted, 0.99));
  }

  /** The nearest rank: the least value that this share of all does not exceed. */
  private static Duration percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(sorted[(int) Math.ceil(share * sorted.length) - 1]);
  }
}
