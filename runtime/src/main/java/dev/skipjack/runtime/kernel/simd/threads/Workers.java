package dev.skipjack.runtime.kernel.simd.threads;

import dev.skipjack.runtime.kernel.PartTimes;
import dev.skipjack.runtime.kernel.Settings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.PrivilegedAction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that share the parts of a kernel. Its shape alone decides what is summed in which order,
 * and mostly how many parts there are; each thread claims one after the other, the caller too,
 * which then waits only for those that are being computed: a thread that another process keeps from
 * its processor has claimed none. The others spin for a moment between kernels, because the next
 * one follows at once, and then sleep. They live as long as the process, so they keep nothing of
 * whoever came first: neither class loader nor thread locals.
 */
public final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** How long a thread spins before it sleeps: longer than it takes to wake it. */
  private static final long SPIN_NANOS = 50_000;

  /** Between two looks at the clock. */
  private static final int SPINS = 50;

  /** Added to {@link #unclaimed}, takes the first part. */
  private static final long NEXT_FIRST = 1L << Integer.SIZE;

  /** Threads of which the most wait where parts are as large as one or two want them. */
  private static final int MANY = 16;

  private static final int SHORTER = 4;

  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;

  /** A part of a kernel; it allocates nothing and keeps nothing in the scratch. */
  @FunctionalInterface
  public interface Task {
    /**
     * @param part from 0 to the number of parts - 1
     */
    void run(int part, Scratch scratch);
  }

  private static final Workers SHARED = new Workers(Settings.threads());

  private final int size;
  private final Consumer<Thread> starter;

  /** Those that run; as many as there could be once {@link #started}. */
  private final Thread[] threads;

  private int threadCount;
  private boolean started;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * Parts that nobody has claimed: the first in the upper half, the end in the lower. Who claims
   * one reads {@link #task} behind it: that stays until the part is computed, so nobody computes a
   * part of one kernel with the task of another.
   */
  private final AtomicLong unclaimed = new AtomicLong();

  /** Parts that are not computed. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private int parts;
  private Task task;

  /** Whether {@link #parts} are computed from the middle outwards. */
  private boolean outwards;

  /** The same of the next kernel. Kernels of several threads may miss a turn, which costs time. */
  private boolean turned;

  private volatile Throwable failure;

  /** Of each thread whether it sleeps, which whoever wakes it takes back. */
  private final AtomicIntegerArray asleep;

  /** The caller, if it sleeps until the last part is computed. */
  private volatile Thread sleeper;

  public Workers(int size) {
    this(size, Thread::start);
  }

  /**
   * @param starter starts a thread; for tests, in which that fails
   */
  public Workers(int size, Consumer<Thread> starter) {
    this.size = Math.max(1, size);
    this.starter = starter;
    this.threads = new Thread[this.size - 1];
    this.asleep = new AtomicIntegerArray(this.size - 1);
  }

  public static Workers shared() {
    return SHARED;
  }

  /** How many threads there are, the caller among them. */
  public int size() {
    return size;
  }

  /** As {@link Parts#groups}, for as many threads as there are. */
  public int groups(int copies, int items, double products) {
    return Parts.groups(copies, items, products, threads());
  }

  /**
   * As {@link Parts#ofFloats}, of what sums nothing: many threads have smaller parts, which are
   * some microseconds.
   */
  public int partsOfFloats(int items, double floats) {
    return Parts.ofFloats(items, threads() < MANY ? floats : SHORTER * floats);
  }

  /**
   * For how many threads kernels of the caller are cut where no sum depends on it: one within a
   * part, as a piece of a batch is, and where the others are kept away.
   */
  public int threads() {
    if (PartTimes.areWanted()) {
      return PartTimes.threads();
    }
    return Scratch.mine() != null || lock.isHeldByCurrentThread() ? 1 : size;
  }

  /**
   * Runs every part and returns when all are done. If other threads are busy with another network's
   * kernel, the caller runs all parts one after the other: predicting from several threads at once
   * uses the processors as well. After a failure, which the caller is told, parts are left out.
   */
  public void run(int count, Task work) {
    if (count == 1 || size == 1 || lock.isHeldByCurrentThread() || !lock.tryLock()) {
      runAlone(count, work);
      return;
    }
    try {
      runTogether(count, work);
    } finally {
      lock.unlock();
    }
  }

  /**
   * From here on parts are computed in the opposite order, until the next turn: a kernel of large
   * maps, which go through in the order of the parts, begins with what the kernel before it touched
   * last, and finds that in the cache. Nothing else depends on it.
   */
  public void turn() {
    turned = !turned;
  }

  /** Runs a task in whose kernels this thread computes all parts, as if the others were busy. */
  public void alone(Runnable task) {
    lock.lock();
    try {
      task.run();
    } finally {
      lock.unlock();
    }
  }

  private void runAlone(int count, Task work) {
    // A kernel within a kernel is a piece of the outer one's part.
    long[] nanos = PartTimes.areWanted() && Scratch.mine() == null ? new long[count] : null;
    boolean backwards = turned;
    Scratch scratch = Scratch.lend();
    try {
      for (int i = 0; i < count; i++) {
        int part = backwards ? count - 1 - i : i;
        scratch.poison();
        long begin = nanos == null ? 0 : System.nanoTime();
        work.run(part, scratch);
        if (nanos != null) {
          nanos[part] = System.nanoTime() - begin;
        }
      }
    } finally {
      Scratch.giveBack();
    }
    if (nanos != null) {
      PartTimes.add(work.getClass(), nanos);
    }
  }

  private void runTogether(int count, Task work) {
    start();
    failure = null; // the last run may have failed here as well, and told only that
    task = work;
    parts = count;
    outwards = turned;
    unfinished.set(count);
    unclaimed.set(count);
    try {
      runOwn();
    } finally {
      awaitOthers();
      task = null;
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a kernel failed on another thread", thrown);
    }
  }

  /** The parts that the caller claims. */
  private void runOwn() {
    Scratch scratch = Scratch.lend();
    try {
      for (int part = claim(true); part >= 0; part = claim(true)) {
        compute(part, scratch, true);
      }
    } finally {
      Scratch.giveBack();
    }
  }

  /**
   * The next part of the kernel, or -1 if all are claimed. Half of the threads begin at the first
   * part, half at the last: from kernel to kernel a thread meets the same rows and images, which
   * its own cache may still hold. They meet in the middle, or have begun there.
   *
   * @param first whether to take the first of those that are left, else the last
   */
  private int claim(boolean first) {
    long range = unclaimed.get();
    while (left(range) > 0) {
      if (unclaimed.compareAndSet(range, first ? range + NEXT_FIRST : range - 1)) {
        return inOrder(first ? (int) (range >>> Integer.SIZE) : (int) range - 1);
      }
      range = unclaimed.get();
    }
    return -1;
  }

  /** The part that is computed as the {@code i}-th of those from the first to the last. */
  private int inOrder(int i) {
    int middle = parts / 2;
    return !outwards ? i : i < middle ? middle - 1 - i : middle + parts - 1 - i;
  }

  private static int left(long range) {
    return (int) range - (int) (range >>> Integer.SIZE);
  }

  /**
   * @param own whether the caller computes it, who is thrown what goes wrong
   */
  private void compute(int part, Scratch scratch, boolean own) {
    int gone = 1;
    try {
      wakeAnother();
      scratch.poison();
      task.run(part, scratch);
    } catch (Throwable e) {
      gone += left(unclaimed.getAndSet(0));
      if (own) {
        throw e;
      }
      failure = e;
    } finally {
      if (unfinished.addAndGet(-gone) == 0) {
        LockSupport.unpark(sleeper);
      }
    }
  }

  /**
   * Where parts are left: each who claims one wakes another thread, so that the caller does not
   * wake them all. Those that there are no parts for sleep on.
   */
  private void wakeAnother() {
    if (left(unclaimed.get()) > 0) {
      int wanted = Math.min(threadCount, parts - 1);
      for (int i = 0; i < wanted; i++) {
        if (asleep.get(i) == ASLEEP && asleep.compareAndSet(i, ASLEEP, AWAKE)) {
          LockSupport.unpark(threads[i]);
          return;
        }
      }
    }
  }

  /** Parts that others claimed are being computed. */
  private void awaitOthers() {
    for (long end = System.nanoTime() + SPIN_NANOS; System.nanoTime() < end; ) {
      for (int i = 0; i < SPINS; i++) {
        if (unfinished.get() == 0) {
          return;
        }
        Thread.onSpinWait();
      }
    }
    boolean interrupted = false;
    sleeper = Thread.currentThread();
    while (unfinished.get() > 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // who is interrupted never parks
    }
    sleeper = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() {
    if (started) {
      return;
    }
    started = true;
    try {
      while (threadCount < threads.length) {
        threads[threadCount] = thread(threadCount);
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
  private Thread thread(int index) {
    PrivilegedAction<Thread> make = () -> newThread(index);
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

  private Thread newThread(int index) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    String name = "skipjack-worker-" + (index + 1);
    Thread thread = new Thread(group, () -> serve(index), name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(Workers.class.getClassLoader());
    return thread;
  }

  private void serve(int index) {
    Scratch scratch = Scratch.lend(); // as long as the thread lives
    while (true) {
      int part = claim(index % 2 == 1); // the caller begins at the first
      if (part < 0) {
        awaitParts(index);
      } else {
        compute(part, scratch, false);
      }
    }
  }

  private void awaitParts(int index) {
    for (long end = System.nanoTime() + SPIN_NANOS; System.nanoTime() < end; ) {
      for (int i = 0; i < SPINS; i++) {
        if (left(unclaimed.get()) > 0) {
          return;
        }
        Thread.onSpinWait();
      }
    }
    asleep.set(index, ASLEEP);
    while (left(unclaimed.get()) == 0 && asleep.get(index) == ASLEEP) {
      LockSupport.park(this);
      Thread.interrupted(); // nobody's business here, and whoever is interrupted never parks
    }
    asleep.set(index, AWAKE);
  }
}
