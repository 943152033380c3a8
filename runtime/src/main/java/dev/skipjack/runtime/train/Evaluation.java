package dev.skipjack.runtime.train;

import java.util.Locale;

/** How well a network does on labelled images. */
public final class Evaluation {
  private static final int TOP = 5;

  private final long[][] confusion;
  private long images;
  private long topFive;
  private double lossSum;

  Evaluation(int classes) {
    this.confusion = new long[classes][classes];
  }

  /** Adds one batch of {@code [images, classes]} logits in C order. */
  void add(double[] logits, int[] labels, double meanLoss) {
    int classes = confusion.length;
    for (int n = 0; n < labels.length; n++) {
      int first = n * classes;
      double own = logits[first + labels[n]];
      int best = 0;
      int better = 0;
      for (int c = 0; c < classes; c++) {
        double logit = logits[first + c];
        best = logit > logits[first + best] ? c : best;
        better += logit > own || (logit == own && c < labels[n]) ? 1 : 0;
      }
      confusion[labels[n]][best]++;
      topFive += better < TOP ? 1 : 0;
    }
    images += labels.length;
    lossSum += meanLoss * labels.length;
  }

  public long images() {
    return images;
  }

  /** Mean cross-entropy, in nats. */
  public double loss() {
    return lossSum / images;
  }

  /** The share of images whose highest logit is that of their class. */
  public double accuracy() {
    long right = 0;
    for (int c = 0; c < confusion.length; c++) {
      right += confusion[c][c];
    }
    return (double) right / images;
  }

  /** The share of images whose class is among the five highest logits. */
  public double topFiveAccuracy() {
    return (double) topFive / images;
  }

  /** Counts, {@code [true class][predicted class]}. */
  public long[][] confusion() {
    long[][] copy = new long[confusion.length][];
    for (int c = 0; c < copy.length; c++) {
      copy[c] = confusion[c].clone();
    }
    return copy;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "accuracy %.2f %%, top-5 %.2f %%, loss %.4f on %,d images",
        100 * accuracy(),
        100 * topFiveAccuracy(),
        loss(),
        images);
  }
}
