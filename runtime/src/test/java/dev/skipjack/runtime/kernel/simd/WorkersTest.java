package dev.skipjack.runtime.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Every part runs once, whoever is busy and whatever failed before. */
public class WorkersTest {
  private static final int SIZE = 3;

  private final Workers workers = new Workers(SIZE);

  private void checkEveryPartRunsOnce() {
    checkEveryPartRunsOnce(workers);
  }

  private static void checkEveryPartRunsOnce(Workers workers) {
    AtomicIntegerArray runs = new AtomicIntegerArray(SIZE);
    workers.run((part, scratch) -> runs.incrementAndGet(part));
    assertThat(runs).hasToString("[1, 1, 1]");
  }

  @Test
  void aKernelMayRunAnother() {
    AtomicIntegerArray runs = new AtomicIntegerArray(SIZE);
    workers.run((part, scratch) -> workers.run((inner, own) -> runs.incrementAndGet(inner)));
    assertThat(runs).hasToString("[3, 3, 3]");
  }

  @Test
  void aFailureIsToldOnce() {
    for (int failing = 0; failing <= SIZE; failing++) {
      int only = failing; // or all of them
      assertThatThrownBy(
              () ->
                  workers.run(
                      (part, scratch) -> {
                        if (only == SIZE || part == only) {
                          throw new IllegalStateException("broken");
                        }
                      }))
          .hasStackTraceContaining("broken");
      checkEveryPartRunsOnce();
    }
  }

  /** The threads that ran parts, without the caller. */
  private static Set<Thread> threads(Workers workers) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    workers.run((part, scratch) -> threads.add(Thread.currentThread()));
    threads.remove(Thread.currentThread());
    return threads;
  }

  @Test
  void anInterruptedThreadSleepsAgain() throws InterruptedException {
    for (Thread thread : threads(workers)) {
      thread.interrupt();
    }
    checkEveryPartRunsOnce();
    for (Thread thread : threads(workers)) {
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
      assertThat(threads(few)).hasSize(most);
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
}
