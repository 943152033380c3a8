package dev.skipjack.runtime.kernel.simd.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** There are as many scratch arrays as threads compute at once, however many threads there are. */
class ScratchTest {
  private static final int THREADS = 200;
  private static final int MOST_FREE = 2 * Runtime.getRuntime().availableProcessors();

  private final Workers workers = TestWorkers.of(1);

  private Scratch used() {
    Scratch[] used = new Scratch[1];
    workers.run(1, (part, scratch) -> used[0] = scratch);
    return used[0];
  }

  @Test
  void aThreadThatIsAloneGetsTheSameAgain() {
    Scratch first = used();
    first.floats(0, 1000);
    for (int i = 0; i < 100; i++) {
      assertThat(used()).isSameAs(first);
    }
  }

  @Test
  void threadsThatComputeOneAfterTheOtherUseTheSame() throws InterruptedException {
    Set<Scratch> used = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Thread> threads = new ArrayList<>();
    CyclicBarrier ends = new CyclicBarrier(THREADS + 1); // all of them live until all have computed
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () -> {
                synchronized (used) {
                  used.add(used());
                }
                await(ends);
              });
      threads.add(thread);
      thread.start();
    }
    await(ends);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(used.size()).isLessThanOrEqualTo(MOST_FREE); // what other tests left may be used too
  }

  @Test
  void threadsThatComputeAtOnceHaveTheirOwnAndFewAreKept() throws Exception {
    List<WeakReference<Scratch>> lent = new ArrayList<>();
    computeAtOnce(lent);
    assertThat(lent).hasSize(THREADS);
    for (int i = 0; i < 50 && alive(lent) > MOST_FREE; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(alive(lent)).isLessThanOrEqualTo(MOST_FREE);
  }

  private void computeAtOnce(List<WeakReference<Scratch>> lent) throws InterruptedException {
    Set<Scratch> used = Collections.newSetFromMap(new IdentityHashMap<>());
    CyclicBarrier inside = new CyclicBarrier(THREADS);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () ->
                  workers.run(
                      1,
                      (part, scratch) -> {
                        synchronized (used) {
                          used.add(scratch);
                        }
                        await(inside);
                      }));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    used.forEach(scratch -> lent.add(new WeakReference<>(scratch)));
  }

  @Test
  void aKernelWithinAKernelUsesTheOuterOnes() {
    workers.run(
        1,
        (part, scratch) -> {
          assertThat(Scratch.mine()).isSameAs(scratch);
          workers.run(1, (inner, own) -> assertThat(own).isSameAs(scratch));
          assertThat(Scratch.mine()).isSameAs(scratch);
        });
    assertThat(Scratch.mine()).isNull();
  }

  private static long alive(List<WeakReference<Scratch>> references) {
    return references.stream().filter(reference -> reference.get() != null).count();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
