package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long each part of the fast kernels takes when one thread computes them all, for measurements:
 * it tells what more threads could gain.
 */
public final class PartTimes {
  /**
   * A kernel, or a pass of one, whose parts threads may claim.
   *
   * @param kernel the class that computes it
   * @param before nanoseconds between the pass before, or the task's beginning, and this one
   * @param nanos of each part, in the order in which they are claimed
   */
  public record Pass(String kernel, long before, long[] nanos) {}

  /**
   * What a task did.
   *
   * @param passes in their order
   * @param behind nanoseconds from the end of the last pass, or the task's beginning, to its end
   */
  public record Task(List<Pass> passes, long behind) {}

  private static volatile Thread thread;

  /** For how many threads kernels are cut meanwhile, where no sum depends on it. */
  private static int threads;

  /** When the last pass ended, or the task began. */
  private static long ended;

  private static final List<Pass> PASSES = new ArrayList<>();

  private PartTimes() {}

  /** As {@link #of(Runnable, int)} of kernels that are cut as one thread needs it. */
  public static Task of(Runnable task) {
    return of(task, 1);
  }

  /**
   * The passes of a task that the calling thread runs, in their order; none where other threads
   * help ({@code -Dskipjack.threads} is more than 1). One thread at a time.
   *
   * @param threads for how many kernels are cut meanwhile, where no sum depends on it
   */
  public static Task of(Runnable task, int threads) {
    PASSES.clear();
    PartTimes.threads = threads;
    thread = Thread.currentThread();
    ended = System.nanoTime();
    try {
      task.run();
      long behind = System.nanoTime() - ended;
      return new Task(List.copyOf(PASSES), behind);
    } finally {
      thread = null;
    }
  }

  /** Whether the calling thread is measured. */
  public static boolean areWanted() {
    return thread == Thread.currentThread();
  }

  /** For how many threads kernels are cut on a thread that {@linkplain #areWanted is measured}. */
  public static int threads() {
    return threads;
  }

  /** Called by a provider on a thread that {@linkplain #areWanted is measured}. */
  public static void add(Class<?> task, long[] nanos) {
    long before = System.nanoTime() - ended - Arrays.stream(nanos).sum();
    String name = task.getSimpleName();
    int lambda = name.indexOf("$$");
    PASSES.add(new Pass(lambda < 0 ? name : name.substring(0, lambda), before, nanos));
    ended = System.nanoTime();
  }
}
