package dev.skipjack.fuzz.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a seed decides. */
final class Choices {
  private final SplittableRandom random;

  Choices(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From low to high, both included. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** One of these, each as likely; what is written twice is twice as likely. */
  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A few of these in their order, at least one. */
  <T> List<T> some(List<T> choices, int most) {
    int wanted = between(1, Math.min(most, choices.size()));
    List<T> left = new ArrayList<>(choices);
    while (left.size() > wanted) {
      left.remove(random.nextInt(left.size()));
    }
    return left;
  }

  long nextLong() {
    return random.nextLong();
  }
}
