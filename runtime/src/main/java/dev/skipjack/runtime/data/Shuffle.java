package dev.skipjack.runtime.data;

import java.util.SplittableRandom;

/** Fisher and Yates's. */
final class Shuffle {
  private Shuffle() {}

  static void apply(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[other];
      values[other] = swapped;
    }
  }
}
