package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.data.Dataset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Whether a network is right as often as it is sure (Guo et al. 2017, "On calibration of modern
 * neural networks"): images by the probability of what they were taken for, in bins of equal width.
 * For one thread.
 *
 * <p>An image with a logit of NaN was taken for nothing: it counts as wrong with a probability of
 * 0.
 */
public final class Calibration {
  private final long[] images;
  private final long[] right;
  private final double[] confidences;
  private final Rows rows = new Rows("calibration");

  /**
   * What was as sure as a bin says.
   *
   * @param from lower end of the probabilities, not included but for 0
   * @param to upper end, included
   * @param images in the bin
   * @param confidence mean probability of what they were taken for; NaN without images
   * @param accuracy share that is of that class; NaN without images
   */
  public record Bin(double from, double to, long images, double confidence, double accuracy) {}

  /**
   * @param bins how many; the paper has 15
   * @throws IllegalArgumentException if there are less than 1
   */
  public Calibration(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("calibration needs at least 1 bin, got " + bins);
    }
    this.images = new long[bins];
    this.right = new long[bins];
    this.confidences = new double[bins];
  }

  /**
   * Adds a batch.
   *
   * @param output logits, {@code [N, classes]}
   * @param labels {@code [N]}; images of {@link Dataset#UNLABELLED} do not count
   */
  public void add(INDArray output, int[] labels) {
    double[] logits = rows.read(output, labels);
    int classes = (int) output.size(1);
    for (int n = 0; n < labels.length; n++) {
      if (labels[n] != Dataset.UNLABELLED) {
        add(logits, n * classes, classes, labels[n]);
      }
    }
  }

  private void add(double[] logits, int first, int classes, int label) {
    int best = 0;
    double total = 0;
    for (int c = 1; c < classes; c++) {
      best = logits[first + c] > logits[first + best] ? c : best;
    }
    for (int c = 0; c < classes; c++) {
      total += Math.exp(logits[first + c] - logits[first + best]);
    }
    double confidence = Double.isNaN(total) ? 0 : 1 / total;
    int bin = Math.max(0, (int) Math.ceil(confidence * images.length) - 1);
    images[bin]++;
    confidences[bin] += confidence;
    right[bin] += best == label && !Double.isNaN(total) ? 1 : 0;
  }

  /**
   * The expected calibration error (the paper's equation 3): how far accuracy and confidence are
   * apart in a bin, the mean over all images; NaN without any.
   */
  public double error() {
    double apart = 0;
    long all = 0;
    for (int bin = 0; bin < images.length; bin++) {
      apart += Math.abs(right[bin] - confidences[bin]);
      all += images[bin];
    }
    return apart / all;
  }

  /** All of them, the least sure first. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < images.length; bin++) {
      double count = images[bin];
      bins.add(
          new Bin(
              (double) bin / images.length,
              (bin + 1.0) / images.length,
              images[bin],
              confidences[bin] / count,
              right[bin] / count));
    }
    return Collections.unmodifiableList(bins);
  }

  /** A line for each bin that has images: a reliability diagram. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("confidence   accuracy   images").append(System.lineSeparator());
    for (Bin bin : bins()) {
      if (bin.images() > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "%8.2f %%  %7.2f %%  %7d%n",
                100 * bin.confidence(),
                100 * bin.accuracy(),
                bin.images()));
      }
    }
    return text + String.format(Locale.ROOT, "expected calibration error %.2f %%", 100 * error());
  }
}
