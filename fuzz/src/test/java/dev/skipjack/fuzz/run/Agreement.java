package dev.skipjack.fuzz.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether two runs of a model computed the same. A tensor's error is its largest difference in
 * shares of its largest element; what is small beside its like, such as the gradient of a bias that
 * batch norm takes away again, is measured in shares of that.
 */
final class Agreement {
  /** The smallest scale of a tensor, in shares of the largest of its kind. */
  private static final double SMALLEST_SCALE = 0.01;

  private final Map<String, double[]> expected;
  private final Map<String, Double> scales = new HashMap<>();

  Agreement(Map<String, double[]> expected) {
    this.expected = expected;
    Map<String, Double> largest = new HashMap<>();
    expected.forEach((name, values) -> largest.merge(kind(name), largest(values), Math::max));
    expected.forEach(
        (name, values) ->
            scales.put(name, Math.max(largest(values), SMALLEST_SCALE * largest.get(kind(name)))));
  }

  /** The error of each tensor; NaN where one has a NaN or an infinity. */
  Map<String, Double> errors(Map<String, double[]> actual) {
    if (!actual.keySet().equals(expected.keySet())) {
      throw new IllegalStateException(
          "the variants have other tensors: " + actual.keySet() + " and " + expected.keySet());
    }
    Map<String, Double> errors = new LinkedHashMap<>();
    expected.forEach((name, values) -> errors.put(name, error(name, values, actual.get(name))));
    return errors;
  }

  private double error(String name, double[] wanted, double[] got) {
    if (wanted.length != got.length) {
      throw new IllegalStateException(
          name + " has " + got.length + " elements instead of " + wanted.length);
    }
    double most = 0;
    for (int i = 0; i < wanted.length; i++) {
      double difference = Math.abs(wanted[i] - got[i]);
      if (!Double.isFinite(difference)) {
        return Double.NaN;
      }
      most = Math.max(most, difference);
    }
    double scale = scales.get(name);
    return most == 0 ? 0 : most / scale;
  }

  /** The names of tensors whose bits differ. */
  static List<String> otherBits(Map<String, double[]> a, Map<String, double[]> b) {
    List<String> other = new ArrayList<>();
    a.forEach(
        (name, values) -> {
          if (!Arrays.equals(values, b.get(name))) {
            other.add(name);
          }
        });
    return other;
  }

  static boolean isFinite(Map<String, double[]> results) {
    return results.values().stream()
        .allMatch(values -> Arrays.stream(values).allMatch(v -> Math.abs(v) < 1e12));
  }

  /** Outputs, gradients, parameters and statistics have scales of their own. */
  private static String kind(String name) {
    return name.replaceFirst("(output|gradient|parameter|running statistics) .*", "$1");
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
