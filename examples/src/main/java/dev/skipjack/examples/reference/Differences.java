package dev.skipjack.examples.reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Relative errors of tensors of one kind: the largest difference between two elements, divided by
 * the largest element of the tensor.
 */
final class Differences {
  private final List<Difference> all = new ArrayList<>();

  private record Difference(String name, double error) {}

  /**
   * @param scale to divide by
   */
  void add(String name, INDArray actual, INDArray expected, double scale) {
    if (actual.length() != expected.length()) {
      throw new IllegalArgumentException(
          name + " has " + actual.length() + " elements, expected " + expected.length());
    }
    INDArray wide = actual.castTo(DataType.DOUBLE);
    try (INDArray difference = expected.sub(wide.reshape(expected.shape()))) {
      add(name, largest(difference) / scale);
    }
    if (wide != actual) {
      wide.close();
    }
  }

  void add(String name, INDArray actual, INDArray expected) {
    add(name, actual, expected, largest(expected));
  }

  void add(String name, double error) {
    all.add(new Difference(name, error));
  }

  /** NaN if an element is; the reduction of ND4J would pass over it. */
  static double largest(INDArray array) {
    try (INDArray notANumber = array.isNaN()) {
      return notANumber.any() ? Double.NaN : array.amaxNumber().doubleValue();
    }
  }

  /** NaN if one is. */
  double worst() {
    return all.stream().mapToDouble(Difference::error).reduce(0, Math::max);
  }

  /** For people: how many, the worst with its name, the median. */
  @Override
  public String toString() {
    List<Difference> sorted =
        all.stream().sorted(Comparator.comparingDouble(Difference::error)).toList();
    Difference last = sorted.get(sorted.size() - 1);
    return String.format(
            Locale.ROOT,
            "%3d  worst %.1e  median %.1e",
            all.size(),
            last.error(),
            sorted.get(sorted.size() / 2).error())
        + (sorted.size() == 1 ? "" : "  " + last.name());
  }
}
