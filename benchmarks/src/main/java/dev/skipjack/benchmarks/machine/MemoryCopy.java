package dev.skipjack.benchmarks.machine;

import java.util.ArrayList;
import java.util.List;

/** Copies arrays that are larger than most caches. */
final class MemoryCopy {
  private static final int FLOATS = 1 << 27;
  private static final int REPETITIONS = 10;

  private MemoryCopy() {}

  /** The best of several, in 10⁹ bytes read or written per second. */
  static double gigabytesPerSecond(int threads) {
    float[] from = new float[FLOATS];
    float[] to = new float[FLOATS];
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < REPETITIONS; i++) {
      long begin = System.nanoTime();
      copy(from, to, threads);
      best = Math.min(best, (System.nanoTime() - begin) / 1e9);
    }
    return 2e-9 * Float.BYTES * FLOATS / best;
  }

  private static void copy(float[] from, float[] to, int threads) {
    int share = FLOATS / threads;
    List<Thread> workers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int first = t * share;
      Thread worker = new Thread(() -> System.arraycopy(from, first, to, first, share));
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while copying", e);
      }
    }
  }
}
