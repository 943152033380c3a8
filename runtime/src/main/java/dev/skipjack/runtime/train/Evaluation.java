package dev.skipjack.runtime.train;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How well a network does on labelled images: what it took for what. */
public abstract sealed class Evaluation permits ClassificationEvaluation, SegmentationEvaluation {
  private final long[][] confusion;
  private long images;
  private double lossSum;

  Evaluation(int classes) {
    this.confusion = new long[classes][classes];
  }

  /**
   * Adds a batch.
   *
   * @param output of the network
   * @param labels as its loss takes them
   * @param meanLoss of the batch
   * @throws IllegalArgumentException if output or labels are not of the classes of this evaluation;
   *     nothing is counted then
   */
  public abstract void add(INDArray output, int[] labels, double meanLoss);

  /** Refuses what is not {@code [N, classes]} or, with a rank of 4, {@code [N, classes, H, W]}. */
  final void checkLogits(INDArray output, int rank) {
    if (output.rank() != rank || output.size(1) != confusion.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s of %d classes takes logits [N, %2$d%s], got %s: make it with the network's classes; ClassificationEvaluation is for labels of images, SegmentationEvaluation for label maps",
              getClass().getSimpleName(),
              confusion.length,
              rank == 4 ? ", H, W" : "",
              Arrays.toString(output.shape())));
    }
  }

  final void count(int label, int predicted) {
    confusion[label][predicted]++;
  }

  final void addLoss(int batch, double meanLoss) {
    images += batch;
    lossSum += meanLoss * batch;
  }

  public final long images() {
    return images;
  }

  /** For instance {@code 2,000 images}. */
  final String describeImages() {
    return String.format(Locale.ROOT, images == 1 ? "%,d image" : "%,d images", images);
  }

  /** Mean over the images, each with the loss of its batch. */
  public final double loss() {
    return lossSum / images;
  }

  /**
   * The share of images, or of the pixels that count, whose highest logit is that of their class.
   */
  public final double accuracy() {
    long right = 0;
    long all = 0;
    for (int label = 0; label < confusion.length; label++) {
      right += confusion[label][label];
      all += labelled(label);
    }
    return (double) right / all;
  }

  /** How many images or pixels have this label. */
  final long labelled(int label) {
    long sum = 0;
    for (long count : confusion[label]) {
      sum += count;
    }
    return sum;
  }

  /** How many images or pixels were taken for this class. */
  final long predicted(int predicted) {
    long sum = 0;
    for (long[] row : confusion) {
      sum += row[predicted];
    }
    return sum;
  }

  /** Counts of images or pixels, {@code [true class][predicted class]}. */
  public final long[][] confusion() {
    long[][] copy = new long[confusion.length][];
    for (int c = 0; c < copy.length; c++) {
      copy[c] = confusion[c].clone();
    }
    return copy;
  }
}
