package dev.skipjack.benchmarks;

import java.util.Collection;

/** The middle of a sample: one disturbed measurement does not move it. */
final class Medians {
  private Medians() {}

  /**
   * @throws IllegalArgumentException if there are no values
   */
  static double of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no values, no median");
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
