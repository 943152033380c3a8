package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.train.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What was taken for what, to be read; the counts alone are {@link Evaluation#confusion}.
 * Immutable.
 *
 * @param names of the classes, in their order
 * @param counts of images or pixels, {@code [true class][predicted class]}
 */
public record ConfusionMatrix(List<String> names, long[][] counts) {
  /**
   * Images that were taken for another class.
   *
   * @param label what they are
   * @param predicted what they were taken for
   */
  public record Mistake(String label, String predicted, long count) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d of %s taken for %s", count, label, predicted);
    }
  }

  /**
   * @throws IllegalArgumentException if there is not a name for each class
   */
  public ConfusionMatrix {
    names = List.copyOf(names);
    counts = copy(counts);
    if (names.size() != counts.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected %d names of classes, got %s", counts.length, names));
    }
  }

  /**
   * @param names of the classes, in their order: those of the data; further classes of the network
   *     are called by their numbers
   */
  public static ConfusionMatrix of(Evaluation evaluation, List<String> names) {
    return new ConfusionMatrix(
        IntStream.range(0, evaluation.classes())
            .mapToObj(label -> label < names.size() ? names.get(label) : Integer.toString(label))
            .toList(),
        evaluation.confusion());
  }

  private static long[][] copy(long[][] counts) {
    long[][] copy = new long[counts.length][];
    for (int i = 0; i < counts.length; i++) {
      copy[i] = counts[i].clone();
    }
    return copy;
  }

  @Override
  public long[][] counts() {
    return copy(counts);
  }

  /** The commonest mistakes, the commonest first; equal ones in the order of the classes. */
  public List<Mistake> mistakes(int most) {
    List<Mistake> all = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        if (label != predicted && counts[label][predicted] > 0) {
          all.add(new Mistake(names.get(label), names.get(predicted), counts[label][predicted]));
        }
      }
    }
    all.sort(Comparator.comparingLong(Mistake::count).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  /** A row for each true class, a column for each predicted one. */
  @Override
  public String toString() {
    int width = 1;
    int digits = 1;
    for (int label = 0; label < counts.length; label++) {
      width = Math.max(width, names.get(label).length());
      digits = Math.max(digits, Integer.toString(label).length());
      for (long count : counts[label]) {
        digits = Math.max(digits, Long.toString(count).length());
      }
    }
    int numbers = Integer.toString(counts.length - 1).length();
    String name = "%" + numbers + "s %-" + width + "s";
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, name, "", ""));
    for (int label = 0; label < counts.length; label++) {
      text.append(String.format(Locale.ROOT, " %" + digits + "d", label));
    }
    for (int label = 0; label < counts.length; label++) {
      text.append(System.lineSeparator());
      text.append(String.format(Locale.ROOT, name, label, names.get(label)));
      for (long count : counts[label]) {
        text.append(String.format(Locale.ROOT, " %" + digits + "d", count));
      }
    }
    return text.toString();
  }
}
