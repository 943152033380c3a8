package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Precision, recall and F1 of each class, as scikit-learn's {@code classification_report}: of the
 * classes that occur, as a label or as a prediction; what nobody was taken for has a precision of
 * 0. Images without a prediction count for the recall of their class. Immutable.
 *
 * @param classes in the order of their numbers
 * @param accuracy of all images, or of the pixels that count
 * @param macro the mean over the classes
 * @param weighted the mean weighted with their support
 */
public record ClassificationReport(List<Row> classes, double accuracy, Row macro, Row weighted) {
  /**
   * @param name of the class
   * @param precision of what was taken for it, the share that is of it
   * @param recall of what is of it, the share that was taken for it
   * @param f1 the harmonic mean of both
   * @param support how many images or pixels are of it
   */
  public record Row(String name, double precision, double recall, double f1, long support) {}

  public ClassificationReport {
    classes = List.copyOf(classes);
  }

  /** Classes are named by their numbers. */
  public static ClassificationReport of(Evaluation evaluation) {
    return of(
        evaluation, IntStream.range(0, evaluation.classes()).mapToObj(Integer::toString).toList());
  }

  /**
   * @param names of the classes, in their order: those of the data; the network may have more
   * @throws IllegalArgumentException if a class that occurs has none
   */
  public static ClassificationReport of(Evaluation evaluation, List<String> names) {
    long[][] confusion = evaluation.confusion();
    List<Row> rows = new ArrayList<>();
    for (int label = 0; label < evaluation.classes(); label++) {
      if (evaluation.labelled(label) + evaluation.predicted(label) == 0) {
        continue;
      }
      if (label >= names.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "class %d occurs, but there are names for %d classes alone: %s",
                label,
                names.size(),
                names));
      }
      rows.add(row(evaluation, confusion, label, names.get(label)));
    }
    long support = rows.stream().mapToLong(Row::support).sum();
    return new ClassificationReport(
        rows,
        evaluation.accuracy(),
        mean("macro avg", rows, row -> 1, support),
        mean("weighted avg", rows, Row::support, support));
  }

  static Row ofClass(Evaluation evaluation, int label) {
    checkClass(label, evaluation.classes());
    return row(evaluation, evaluation.confusion(), label, Integer.toString(label));
  }

  static void checkClass(int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "there is no class %d: the network has %d, from 0 on", label, classes));
    }
  }

  private static Row row(Evaluation evaluation, long[][] confusion, int label, String name) {
    long both = confusion[label][label];
    long labelled = evaluation.labelled(label);
    long predicted = evaluation.predicted(label);
    return new Row(
        name,
        share(both, predicted),
        share(both, labelled),
        share(2 * both, labelled + predicted),
        labelled);
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }

  private static Row mean(String name, List<Row> rows, ToDoubleFunction<Row> weight, long support) {
    double all = rows.stream().mapToDouble(weight).sum();
    return new Row(
        name,
        rows.stream().mapToDouble(row -> weight.applyAsDouble(row) * row.precision()).sum() / all,
        rows.stream().mapToDouble(row -> weight.applyAsDouble(row) * row.recall()).sum() / all,
        rows.stream().mapToDouble(row -> weight.applyAsDouble(row) * row.f1()).sum() / all,
        support);
  }

  /** The table as scikit-learn writes it. */
  @Override
  public String toString() {
    int width = weighted.name().length();
    for (Row row : classes) {
      width = Math.max(width, row.name().length());
    }
    String name = "%" + width + "s  ";
    List<String> lines = new ArrayList<>();
    lines.add(format(name + "%9s %9s %9s %9s", "", "precision", "recall", "f1-score", "support"));
    lines.add("");
    classes.forEach(row -> lines.add(line(name, row)));
    lines.add("");
    lines.add(format(name + "%9s %9s %9.2f %9d", "accuracy", "", "", accuracy, macro.support()));
    lines.add(line(name, macro));
    lines.add(line(name, weighted));
    return String.join(System.lineSeparator(), lines);
  }

  private static String line(String name, Row row) {
    return format(
        name + "%9.2f %9.2f %9.2f %9d",
        row.name(),
        row.precision(),
        row.recall(),
        row.f1(),
        row.support());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
