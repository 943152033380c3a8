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

  private static volatile Thread thread;

  /** When the last pass ended, or the task began. */
  private static long ended;

  private static final List<Pass> PASSES = new ArrayList<>();

  private PartTimes() {}

  /**
   * The passes of a task that the calling thread runs, in their order; none where other threads
   * help ({@code -Dskipjack.threads} is more than 1). One thread at a time.
   */
  public static List<Pass> of(Runnable task) {
    PASSES.clear();
    thread = Thread.currentThread();
    ended = System.nanoTime();
    try {
      task.run();
    } finally {
      thread = null;
    }
    return List.copyOf(PASSES);
  }

  /** Whether the calling thread is measured. */
  public static boolean areWanted() {
    return thread == Thread.currentThread();
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
