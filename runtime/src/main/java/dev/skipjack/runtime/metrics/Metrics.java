package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Metric;

/**
 * The known metrics, of test images, for {@code Training.metrics} and for listeners that look at
 * one. Means over classes are over those that occur, as a label or as a prediction, as
 * scikit-learn's are.
 */
public final class Metrics {
  private Metrics() {}

  /** The share of images, or of pixels that count, that are taken for their class. */
  public static Metric accuracy() {
    return Metric.of("accuracy", true, Evaluation::accuracy);
  }

  /** What is evaluated as the loss: the lower, the better. */
  public static Metric loss() {
    return Metric.of("loss", false, Evaluation::loss);
  }

  /**
   * The share of images whose class is among the {@code k} highest logits.
   *
   * @throws IllegalArgumentException if k is less than 1
   */
  public static Metric topK(int k) {
    return new TopK(k);
  }

  /** Of what was taken for a class, the share that is of it: the mean over the classes. */
  public static Metric precision() {
    return Metric.of("macro precision", true, e -> ClassificationReport.of(e).macro().precision());
  }

  /**
   * Of what is of a class, the share that was taken for it: the mean over the classes, which is
   * called balanced accuracy too.
   */
  public static Metric recall() {
    return Metric.of("macro recall", true, e -> ClassificationReport.of(e).macro().recall());
  }

  /** The harmonic mean of precision and recall: the mean over the classes. */
  public static Metric f1() {
    return Metric.of("macro f1", true, e -> ClassificationReport.of(e).macro().f1());
  }

  /** The harmonic mean of precision and recall of one class, from 0. */
  public static Metric f1(int label) {
    return new F1OfClass(label);
  }

  /**
   * Of pixels: those that are of a class and were taken for it, among those that are or were; the
   * mean over the classes.
   */
  public static Metric meanIntersectionOverUnion() {
    return new MeanIntersectionOverUnion();
  }

  /** The expected calibration error with 15 bins: {@link Calibration}. */
  public static Metric calibrationError() {
    return new CalibrationError(15);
  }
}
