package dev.skipjack.runtime.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** Draws items with replacement, each as often as its weight says; see {@link Images#sample}. */
final class Sampling {
  private final int count;

  /** Of each item, the weights up to it. */
  private final double[] sums;

  /**
   * @throws IllegalArgumentException if there is not one weight for each item, one is negative or
   *     not finite, all are 0, or nothing is to be drawn
   */
  Sampling(Dataset set, double[] weights, int count) {
    require(
        weights.length == set.size(),
        "%s has %,d images, got %,d weights",
        set.name(),
        set.size(),
        weights.length);
    require(count > 0, "an epoch needs at least 1 image of %2$s, got %1$,d", count, set.name());
    this.count = count;
    this.sums = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      require(
          weights[i] >= 0 && Double.isFinite(weights[i]),
          "weights are at least 0 and finite, got %s for %s of %s",
          weights[i],
          set.describe(i),
          set.name());
      sum += weights[i];
      sums[i] = sum;
    }
    require(sum > 0 && Double.isFinite(sum), "the weights of %s add up to %s", set.name(), sum);
  }

  /** Each class as often as any other; what has no label does not come. */
  static Sampling balanced(Dataset set) {
    int[] counts = set.counts();
    require(
        Arrays.stream(counts).anyMatch(n -> n > 0),
        "none of the %,d images of %s has a label: balanced() draws each class as often as any"
            + " other, and there is nothing to draw",
        set.size(),
        set.name());
    double[] weights = new double[set.size()];
    for (int i = 0; i < weights.length; i++) {
      int label = set.label(i);
      weights[i] = label == Dataset.UNLABELLED ? 0 : 1.0 / counts[label];
    }
    return new Sampling(set, weights, set.size());
  }

  int count() {
    return count;
  }

  /** The items of an epoch in the order in which they are drawn. */
  int[] draw(SplittableRandom random) {
    double total = sums[sums.length - 1];
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = firstAbove(random.nextDouble() * total);
    }
    return drawn;
  }

  /** The item whose share of the total this place lies in; never one of weight 0. */
  private int firstAbove(double place) {
    int low = 0;
    int high = sums.length - 1; // places are below the last sum
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
