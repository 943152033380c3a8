package dev.skipjack.benchmarks.machine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a message takes from one processor to another and back. On a virtual machine that may
 * change within seconds: where two processors share no cache, as far as the guest's host has put
 * them apart, whatever one thread computes and another reads takes its way through memory.
 */
public final class CoreDistance {
  /** Beyond this, processors share no cache: 60 ns and 325 ns on the machine of our figures. */
  private static final double FAR_NANOS = 150;

  private static final int MESSAGES = 1000;
  private static final int REPETITIONS = 40;
  private static final long STOP = -1;

  private CoreDistance() {}

  /** Of the nearest moment, nanoseconds there and back. */
  public static double nanos() {
    AtomicLong message = new AtomicLong();
    Thread other = new Thread(() -> answer(message));
    other.setDaemon(true);
    other.start();
    double best = Double.POSITIVE_INFINITY;
    long next = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      long begin = System.nanoTime();
      for (int k = 0; k < MESSAGES; k++, next += 2) {
        message.set(next + 1);
        while (message.get() != next + 2) {
          Thread.onSpinWait();
        }
      }
      best = Math.min(best, (double) (System.nanoTime() - begin) / MESSAGES);
    }
    message.set(STOP);
    return best;
  }

  private static void answer(AtomicLong message) {
    for (long expected = 1; ; expected += 2) {
      long got = message.get();
      while (got != expected) {
        if (got == STOP) {
          return;
        }
        Thread.onSpinWait();
        got = message.get();
      }
      message.set(expected + 1);
    }
  }

  /** Whether processors so far apart share no cache. */
  public static boolean isFar(double nanos) {
    return nanos > FAR_NANOS;
  }
}
