package dev.skipjack.report;

import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.SegmentationEvaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a network took for what.
 *
 * @param counted images or pixels
 * @param epoch after which
 * @param classes one for each class, in order
 * @param matrix counts {@code [true class][predicted class]}; null of more than {@value #SHOWN}
 *     classes
 * @param confused what was taken for something else most often
 */
record Confusion(
    String counted, int epoch, List<Row> classes, long[][] matrix, List<Pair> confused) {
  private static final int SHOWN = 40;
  private static final int PAIRS = 12;

  /**
   * One class.
   *
   * @param labelled how many are of it
   * @param predicted how many were taken for it
   * @param right how many are both
   */
  record Row(String name, long labelled, long predicted, long right) {}

  /** So many of class {@code truth} were taken for {@code predicted}; numbers of classes. */
  record Pair(int truth, int predicted, long count) {}

  static Confusion of(Evaluation evaluation, int epoch, ClassNames names) {
    long[][] matrix = evaluation.confusion();
    List<Row> rows = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (int truth = 0; truth < matrix.length; truth++) {
      long labelled = 0;
      long predicted = 0;
      for (int other = 0; other < matrix.length; other++) {
        labelled += matrix[truth][other];
        predicted += matrix[other][truth];
        if (other != truth && matrix[truth][other] > 0) {
          pairs.add(new Pair(truth, other, matrix[truth][other]));
        }
      }
      rows.add(new Row(names.of(truth), labelled, predicted, matrix[truth][truth]));
    }
    pairs.sort(Comparator.comparingLong(Pair::count).reversed());
    return new Confusion(
        evaluation instanceof SegmentationEvaluation ? "pixels" : "images",
        epoch,
        rows,
        matrix.length > SHOWN ? null : matrix,
        List.copyOf(pairs.subList(0, Math.min(PAIRS, pairs.size()))));
  }
}
