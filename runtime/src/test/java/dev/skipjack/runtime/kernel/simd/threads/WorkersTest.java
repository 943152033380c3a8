package dev.skipjack.runtime.kernel.simd.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.PartTimes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Every part runs once, whoever is busy and whatever failed before. */
public class WorkersTest {
  private static final int SIZE = 3;
  private static final int PARTS = 7;

  private final Workers workers = new Workers(SIZE);

  private void checkEveryPartRunsOnce() {
    checkEveryPartRunsOnce(workers);
  }

  private static void checkEveryPartRunsOnce(Workers workers) {
    for (int parts = 1; parts <= PARTS; parts++) {
      AtomicIntegerArray runs = new AtomicIntegerArray(parts);
      workers.run(parts, (part, scratch) -> runs.incrementAndGet(part));
      for (int part = 0; part < parts; part++) {
        assertThat(runs.get(part)).as("part %d of %d", part, parts).isEqualTo(1);
      }
    }
  }

  @Test
  void everyPartRunsOnceInTheOtherOrder() {
    workers.turn();
    checkEveryPartRunsOnce();
    workers.turn();
    checkEveryPartRunsOnce();
  }

  @Test
  void aTurnReversesTheParts() {
    Workers alone = new Workers(1);
    List<Integer> order = new ArrayList<>();
    alone.run(3, (part, scratch) -> order.add(part));
    alone.turn();
    alone.run(3, (part, scratch) -> order.add(part));
    assertThat(order).containsExactly(0, 1, 2, 2, 1, 0);
  }

  @Test
  void aKernelMayRunAnother() {
    AtomicIntegerArray runs = new AtomicIntegerArray(2);
    workers.run(3, (part, scratch) -> workers.run(2, (inner, own) -> runs.incrementAndGet(inner)));
    assertThat(runs).hasToString("[3, 3]");
  }

  @Test
  void aFailureIsToldOnce() {
    for (int failing = 0; failing <= PARTS; failing++) {
      int only = failing; // or all of them
      assertThatThrownBy(
              () ->
                  workers.run(
                      PARTS,
                      (part, scratch) -> {
                        if (only == PARTS || part == only) {
                          throw new IllegalStateException("broken");
                        }
                      }))
          .hasStackTraceContaining("broken");
      checkEveryPartRunsOnce();
    }
  }

  /** As many threads as come claim a part each, without the caller. */
  private static Set<Thread> threads(Workers workers, int most) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch others = new CountDownLatch(most + 1);
    workers.run(
        most + 1,
        (part, scratch) -> {
          threads.add(Thread.currentThread());
          others.countDown();
          await(others);
        });
    threads.remove(Thread.currentThread());
    return threads;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A kernel that takes long enough for everybody to come: then they did. */
  private static Set<Thread> threads(Workers workers) {
    return threads(workers, SIZE - 1);
  }

  @Test
  void anInterruptedThreadSleepsAgain() throws InterruptedException {
    Set<Thread> threads = threads(workers); // once: who is interrupted can not wait for the others
    for (Thread thread : threads) {
      thread.interrupt();
    }
    checkEveryPartRunsOnce();
    for (Thread thread : threads) {
      thread.interrupt();
      for (int i = 0; i < 500 && isAwake(thread); i++) {
        Thread.sleep(10);
      }
      assertThat(isAwake(thread)).as("%s is awake", thread).isFalse();
    }
    checkEveryPartRunsOnce();
  }

  private static boolean isAwake(Thread thread) {
    return thread.isInterrupted() || thread.getState() == Thread.State.RUNNABLE;
  }

  /** Kernels go on without those that another process keeps from their processor. */
  @Test
  void nobodyWaitsForAThreadThatClaimedNothing() {
    Workers never = new Workers(SIZE, thread -> {}); // started, but it never gets a processor
    for (int i = 0; i < 3; i++) {
      checkEveryPartRunsOnce(never);
    }
  }

  /** Two parts that wait for each other: both are computed at once, and the caller sleeps. */
  @Test
  void theCallerWaitsForWhatIsBeingComputed() throws InterruptedException {
    Thread caller = Thread.currentThread();
    AtomicInteger done = new AtomicInteger();
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch callerIsDone = new CountDownLatch(1);
    workers.run(
        2,
        (part, scratch) -> {
          both.countDown();
          await(both);
          if (Thread.currentThread() == caller) {
            callerIsDone.countDown();
          } else {
            await(callerIsDone);
            awaitSleep(caller);
            caller.interrupt();
            awaitSleep(caller); // an interrupt does not end the wait, nor make it spin
          }
          done.incrementAndGet();
        });
    assertThat(done).hasValue(2);
    assertThat(Thread.interrupted()).as("the interrupt is kept for the caller").isTrue();
  }

  private static void awaitSleep(Thread thread) {
    for (int i = 0; i < 3000 && isAwake(thread); i++) {
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(isAwake(thread)).isFalse();
  }

  /** Thousands of kernels of changing sizes, one behind the other: no part is lost or run twice. */
  @Test
  void kernelsFollowEachOther() {
    Workers many = new Workers(8);
    AtomicIntegerArray runs = new AtomicIntegerArray(Parts.MOST);
    for (int i = 0; i < 20_000; i++) {
      int parts = 1 + i * 31 % Parts.MOST;
      many.run(parts, (part, scratch) -> runs.incrementAndGet(part));
      for (int part = 0; part < Parts.MOST; part++) {
        int expected = part < parts ? 1 : 0;
        if (runs.getAndSet(part, 0) != expected) {
          throw new AssertionError("kernel " + i + ", part " + part);
        }
      }
    }
  }

  /** The caller runs the parts of threads that the system does not have. */
  @Test
  void everyPartRunsWhereThreadsCanNotBeStarted() {
    for (int most = 0; most < SIZE; most++) {
      AtomicInteger left = new AtomicInteger(most);
      Workers few =
          new Workers(
              SIZE,
              thread -> {
                if (left.getAndDecrement() == 0) {
                  throw new OutOfMemoryError("unable to create native thread");
                }
                thread.start();
              });
      checkEveryPartRunsOnce(few);
      checkEveryPartRunsOnce(few);
      assertThat(threads(few, most)).hasSize(most);
    }
  }

  /** Classes of our own, defined by another loader, as those of a web application. */
  private static final class OwnLoader extends ClassLoader {
    OwnLoader() {
      super(WorkersTest.class.getClassLoader());
    }

    Runnable caller() throws ReflectiveOperationException, IOException {
      String name = Caller.class.getName();
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        Class<?> type = defineClass(name, bytes, 0, bytes.length);
        return (Runnable) type.getConstructor().newInstance();
      }
    }
  }

  /** What runs in the other loader: it asks for a kernel that others will ask for as well. */
  public static final class Caller implements Runnable {
    private static final InheritableThreadLocal<Object> LOCAL = new InheritableThreadLocal<>();

    @Override
    public void run() {
      Thread.currentThread().setContextClassLoader(Caller.class.getClassLoader());
      LOCAL.set(new Object());
      FIRST.run();
    }
  }

  private static final Workers OTHERS = new Workers(SIZE);

  /** As a user's class calls ours. */
  public static final Runnable FIRST = () -> checkEveryPartRunsOnce(OTHERS);

  @Test
  void threadsKeepNothingOfTheFirstCaller() throws Exception {
    WeakReference<ClassLoader> loader = new WeakReference<>(callFromElsewhere());
    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(loader.get()).isNull();
    for (Thread thread : threads(OTHERS)) {
      assertThat(thread.getContextClassLoader()).isSameAs(Workers.class.getClassLoader());
    }
  }

  private static ClassLoader callFromElsewhere() throws Exception {
    OwnLoader loader = new OwnLoader();
    FutureTask<Void> call = new FutureTask<>(loader.caller(), null);
    new Thread(call).start();
    call.get();
    return loader;
  }

  @Test
  void theTimesOfPartsAreThoseOfOneThread() {
    Workers alone = TestWorkers.of(1);
    List<PartTimes.Pass> passes =
        PartTimes.of(
                () ->
                    alone.run(
                        3,
                        (part, scratch) -> {
                          alone.run(2, (inner, own) -> {}); // is a piece of the part
                          LockSupport.parkNanos(part * 1_000_000L);
                        }))
            .passes();
    assertThat(passes).hasSize(1);
    assertThat(passes.get(0).nanos()).hasSize(3);
    assertThat(passes.get(0).kernel()).isEqualTo("WorkersTest");
    alone.run(3, (part, scratch) -> {});
    assertThat(PartTimes.of(() -> {}).passes()).isEmpty();
  }

  @Test
  void aMeasurementCutsKernelsForManyThreads() {
    Workers alone = TestWorkers.of(1);
    int[] groups = new int[1];
    assertThat(alone.groups(16, 8, 1e9)).isEqualTo(1);
    PartTimes.of(() -> groups[0] = alone.groups(16, 8, 1e9), 64);
    assertThat(groups[0]).isEqualTo(4);
    PartTimes.of(() -> groups[0] = alone.groups(16, 8, 1e9));
    assertThat(groups[0]).isEqualTo(1);
  }
}
