package dev.skipjack.runtime.kernel.simd.threads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What threads cost on paper. */
public class BalanceTest {
  @Test
  void threadsThatNeverWaitCostWhatPartsDo() {
    assertThat(Balance.cost(16, part -> 3)).isEqualTo(16 * 3);
  }

  @Test
  void onePartKeepsAllThreadsWaiting() {
    assertThat(Balance.cost(1, part -> 6)).isEqualTo((2 + 4 + 8) * 6 / 3.0);
  }

  @Test
  void partsAreClaimedFromBothEnds() {
    // Two threads: 1, 4 and 4, 1. In their order the first would compute 1 and 1.
    double mean = (2 * 5 + 4 * 4 + 8 * 4) / 3.0;
    assertThat(Balance.cost(4, part -> part % 2 == 0 ? 1 : 4)).isEqualTo(mean);
  }
}
