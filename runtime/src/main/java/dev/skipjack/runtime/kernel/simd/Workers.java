package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Settings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.PrivilegedAction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that divide a kernel among them. The division is fixed, so the same number of threads
 * gives the same bits. The caller is the first worker; the others spin for a moment between
 * kernels, because the next one follows at once, and then sleep. They live as long as the process,
 * so they keep nothing of whoever came first: neither class loader nor thread locals.
 */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

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
  private final Consumer<Thread> starter;

  /** Those that run; as many as there could be once {@link #started}. */
  private final Thread[] threads;

  private int threadCount;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger running = new AtomicInteger();
  private volatile int round;
  private volatile Task task;
  private volatile Throwable failure;
  private boolean started;

  Workers(int size) {
    this(size, Thread::start);
  }

  /**
   * @param starter starts a thread; for tests, in which that fails
   */
  Workers(int size, Consumer<Thread> starter) {
    this.size = Math.max(1, size);
    this.starter = starter;
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
    Scratch scratch = Scratch.lend();
    try {
      for (int part = 0; part < size; part++) {
        scratch.poison();
        work.run(part, scratch);
      }
    } finally {
      Scratch.giveBack();
    }
  }

  private void runTogether(Task work) {
    start();
    failure = null; // the last run may have failed here as well, and told only that
    task = work;
    running.set(threadCount);
    round++; // only the holder of the lock writes
    for (int i = 0; i < threadCount; i++) {
      LockSupport.unpark(threads[i]);
    }
    try {
      runOwn(work);
    } finally {
      while (running.get() > 0) {
        Thread.onSpinWait();
      }
      task = null;
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a kernel failed on another thread", thrown);
    }
  }

  /** The first part, and those for which there is no thread. */
  private void runOwn(Task work) {
    Scratch scratch = Scratch.lend();
    try {
      scratch.poison();
      work.run(0, scratch);
      for (int part = threadCount + 1; part < size; part++) {
        scratch.poison();
        work.run(part, scratch);
      }
    } finally {
      Scratch.giveBack();
    }
  }

  private void start() {
    if (started) {
      return;
    }
    started = true;
    try {
      while (threadCount < threads.length) {
        threads[threadCount] = thread(threadCount + 1);
        starter.accept(threads[threadCount]);
        threadCount++;
      }
    } catch (OutOfMemoryError | RuntimeException e) { // the system has no more threads
      LOG.warn(
          "kernels use {} threads, not {}, which can not be started", threadCount + 1, size, e);
    }
  }

  /**
   * A thread keeps what its makers may do, and so the class loaders of all callers, unless it is
   * made in a privileged action. Asked by name: JDKs will drop that, and threads then keep nothing.
   */
  private Thread thread(int part) {
    PrivilegedAction<Thread> make = () -> newThread(part);
    try {
      return (Thread)
          MethodHandles.lookup()
              .findStatic(
                  Class.forName("java.security.AccessController"),
                  "doPrivileged",
                  MethodType.methodType(Object.class, PrivilegedAction.class))
              .invoke(make);
    } catch (ReflectiveOperationException dropped) {
      return make.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private Thread newThread(int part) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread thread = new Thread(group, () -> serve(part), "skipjack-worker-" + part, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(Workers.class.getClassLoader());
    return thread;
  }

  private void serve(int part) {
    Scratch scratch = Scratch.lend(); // as long as the thread lives
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
        Thread.interrupted(); // nobody's business here, and whoever is interrupted never parks
      }
    }
    return round;
  }
}
