package dev.skipjack.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** It ends once nothing becomes faster, by a clock that the test sets. */
class WarmUpTest {
  private static final long MILLISECOND = 1_000_000;

  private long now;
  private int runs;

  private long run(IntToLongFunction milliseconds) {
    return WarmUp.run(() -> now += milliseconds.applyAsLong(runs++) * MILLISECOND, () -> now);
  }

  @Test
  void endsSomeRoundsAfterTheLastGain() {
    long took = run(run -> run < 20 ? 50 : run < 70 ? 20 : 4);
    // 1 s and 1 s of slow ones, the rest of the round in which they end, three rounds of 0.3 s
    assertThat(took).isEqualTo(now).isBetween(3_000 * MILLISECOND, 3_300 * MILLISECOND);
  }

  @Test
  void aPlateauOfTheCompilerIsNoEnd() {
    run(run -> run < 20 ? 40 : 4);
    assertThat(runs).isGreaterThan(20 + 3 * 70);
  }

  @Test
  void whatIsSlowRunsSomeTimes() {
    run(run -> 200);
    assertThat(runs).isEqualTo(40); // one round that is a gain, three that are none
  }

  @Test
  void whatNeverSettlesEnds() {
    long took = run(run -> Math.max(1, 4_000 - 40L * run));
    assertThat(took).isBetween(30_000 * MILLISECOND, 34_001 * MILLISECOND);
  }
}
