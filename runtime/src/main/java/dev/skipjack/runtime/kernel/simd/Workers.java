package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Settings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that divide a kernel among them. The division is fixed, so the same number of threads
 * gives the same bits. The caller is the first worker; the others spin for a moment between
 * kernels, because the next one follows at once, and then sleep.
 */
final class Workers {
  private static final int SPINS = 20_000;

  /** Floats that the caller alone reads and writes sooner than it wakes the others. */
  private static final int FEW = 8192;

  /** A part of a kernel; it allocates nothing and keeps nothing in the scratch. */
  @FunctionalInterface
  interface Task {
    /**
     * @param part from 0 to the number of workers - 1
     */
    void run(int part, Scratch scratch);
  }

  private static final Workers SHARED = new Workers(Settings.threads());

  private final int size;
  private final Thread[] threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger running = new AtomicInteger();
  private volatile int round;
  private volatile Task task;
  private volatile Throwable failure;
  private boolean started;

  Workers(int size) {
    this.size = Math.max(1, size);
    this.threads = new Thread[this.size - 1];
  }

  static Workers shared() {
    return SHARED;
  }

  int size() {
    return size;
  }

  /** The first of {@code total} items that belong to {@code part}; its end is the next's first. */
  int first(int part, int total) {
    return (int) ((long) total * part / size);
  }

  /**
   * Runs every part and returns when all are done. If other threads are busy with another network's
   * kernel, the caller runs all parts one after the other: predicting from several threads at once
   * uses the processors as well.
   */
  void run(Task work) {
    if (size == 1 || lock.isHeldByCurrentThread() || !lock.tryLock()) {
      runAlone(work);
      return;
    }
    try {
      runTogether(work);
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #run(Task)}, but the caller runs all parts if there is little to do.
   *
   * @param floats that the kernel visits
   */
  void run(Task work, long floats) {
    if (floats <= FEW) {
      runAlone(work);
    } else {
      run(work);
    }
  }

  private void runAlone(Task work) {
    Scratch scratch = Scratch.mine();
    for (int part = 0; part < size; part++) {
      scratch.poison();
      work.run(part, scratch);
    }
  }

  private void runTogether(Task work) {
    start();
    failure = null; // the last run may have failed here as well, and told only that
    task = work;
    running.set(size - 1);
    round++; // only the holder of the lock writes
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    try {
      Scratch scratch = Scratch.mine();
      scratch.poison();
      work.run(0, scratch);
    } finally {
      while (running.get() > 0) {
        Thread.onSpinWait();
      }
      task = null;
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("a kernel failed on another thread", thrown);
    }
  }

  private void start() {
    if (started) {
      return;
    }
    for (int i = 0; i < threads.length; i++) {
      int part = i + 1;
      threads[i] = new Thread(() -> serve(part), "skipjack-worker-" + part);
      threads[i].setDaemon(true);
      threads[i].start();
    }
    started = true;
  }

  private void serve(int part) {
    Scratch scratch = Scratch.mine();
    int seen = 0;
    while (true) {
      seen = awaitRound(seen);
      try {
        scratch.poison();
        task.run(part, scratch);
      } catch (Throwable e) { // handed to the caller
        failure = e;
      } finally {
        running.decrementAndGet();
      }
    }
  }

  private int awaitRound(int seen) {
    int spins = 0;
    while (round == seen) {
      if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    return round;
  }
}
