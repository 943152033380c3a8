package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ElementView;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How well a classifier does on labelled images. */
public final class ClassificationEvaluation extends Evaluation {
  private static final int TOP = 5;

  private double[] logits = new double[0];
  private ElementView view;
  private long topFive;

  /**
   * @param classes of the network
   */
  public ClassificationEvaluation(int classes) {
    this(classes, null);
  }

  /** With the loss of another total than the mean. */
  ClassificationEvaluation(int classes, Loss.Total total) {
    super(classes, total);
  }

  /**
   * @param output logits, {@code [N, classes]}
   * @param labels {@code [N]}, each from 0 to classes - 1, or {@link Dataset#UNLABELLED}: such
   *     images do not count
   * @throws IllegalArgumentException if the output has another shape, a label is out of range or
   *     there are not N of them; nothing is counted then
   */
  @Override
  public void add(INDArray output, int[] labels, double meanLoss) {
    checkLogits(output, 2);
    int classes = (int) output.size(1);
    Checks.requireLabels(labels, (int) output.size(0), classes, Dataset.UNLABELLED);
    if (logits.length < labels.length * classes) {
      logits = new double[labels.length * classes];
    }
    view = ElementView.of(output, view);
    view.read(0, logits, labels.length * classes);
    for (int n = 0; n < labels.length; n++) {
      if (labels[n] != Dataset.UNLABELLED) {
        rank(n * classes, classes, labels[n]);
      }
    }
    addLoss(output, labels, meanLoss);
  }

  private void rank(int first, int classes, int label) {
    double own = logits[first + label];
    int best = 0;
    int better = 0;
    for (int c = 0; c < classes; c++) {
      double logit = logits[first + c];
      if (Double.isNaN(logit)) { // it is neither above nor below the others
        count(label, -1);
        return;
      }
      best = logit > logits[first + best] ? c : best;
      better += logit > own || (logit == own && c < label) ? 1 : 0;
    }
    count(label, best);
    topFive += better < TOP ? 1 : 0;
  }

  @Override
  Map<String, double[]> save() {
    Map<String, double[]> saved = super.save();
    saved.put("topFive", new double[] {topFive});
    return saved;
  }

  @Override
  void restore(Map<String, double[]> saved) {
    super.restore(saved);
    topFive = (long) saved.get("topFive")[0];
  }

  @Override
  void add(Map<String, double[]> saved) {
    super.add(saved);
    topFive += (long) saved.get("topFive")[0];
  }

  @Override
  void clear() {
    super.clear();
    topFive = 0;
  }

  /** The share of images with a label whose class is among the five highest logits. */
  public double topFiveAccuracy() {
    return (double) topFive / counted();
  }

  /** Of five classes or fewer, each is among the five highest: that would say nothing. */
  @Override
  public String toString() {
    String topFive =
        confusion().length > TOP
            ? String.format(Locale.ROOT, "top-5 %.2f %%, ", 100 * topFiveAccuracy())
            : "";
    return String.format(
        Locale.ROOT,
        "accuracy %.2f %%, %sloss %.4f on %s",
        100 * accuracy(),
        topFive,
        loss(),
        describeImages("images")
            + (counted() == images()
                ? ""
                : String.format(Locale.ROOT, ", %,d of them with a label", counted())));
  }
}
