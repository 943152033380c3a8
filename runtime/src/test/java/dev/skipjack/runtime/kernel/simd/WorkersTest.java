package dev.skipjack.runtime.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Every part runs once, whoever is busy and whatever failed before. */
class WorkersTest {
  private static final int SIZE = 3;

  private final Workers workers = new Workers(SIZE);

  private void checkEveryPartRunsOnce() {
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
}
