package dev.skipjack.runtime.train;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Soft Dice loss (V-Net, Milletari et al. 2016, with its squares) for any number of classes:
 *
 * <pre>{@code
 * loss = 1 - 1/K · Σ_c (2·Σ_i p_ci·g_ci + s) / (Σ_i p_ci² + Σ_i g_ci² + s)
 * }</pre>
 *
 * over all K classes c and all pixels i of the batch together, where p is the softmax over the
 * channels, g is 1 for the label's class and otherwise 0, and s is the smoothing: with s above 0 a
 * class that neither occurs nor is predicted counts as right. Pixels with the ignored label do not
 * count.
 */
public final class Dice implements Loss {
  private final int ignoreIndex;
  private final double smoothing;
  private final PixelChunks chunks = new PixelChunks();
  private final PixelChunks.Body sumUp = this::sumUp;
  private final PixelChunks.Body differentiate = this::differentiate;
  private double[] overlaps = new double[0];
  private double[] sizes = new double[0];
  private int[] labels;
  private int classes;

  /** No label is ignored but -100; smoothing 1. */
  public Dice() {
    this(-100, 1);
  }

  /**
   * @param ignoreIndex the label of pixels that do not count
   * @param smoothing above 0
   * @throws IllegalArgumentException if the smoothing is not
   */
  public Dice(int ignoreIndex, double smoothing) {
    if (!(smoothing > 0) || Double.isInfinite(smoothing)) {
      throw new IllegalArgumentException(
          "the smoothing of a Dice loss must be above 0, got " + smoothing);
    }
    this.ignoreIndex = ignoreIndex;
    this.smoothing = smoothing;
  }

  /**
   * @param output logits, {@code [N, classes, H, W]}
   * @param labels {@code [N, H, W]}, each from 0 to classes - 1 or the ignored one
   * @return the loss, 0 to 1
   */
  @Override
  public double run(INDArray output, int[] labels, INDArray gradient) {
    PixelChunks.countLabels(output, labels, ignoreIndex);
    this.labels = labels;
    this.classes = (int) output.size(1);
    if (overlaps.length != classes) {
      overlaps = new double[classes];
      sizes = new double[classes];
    }
    Arrays.fill(overlaps, 0);
    Arrays.fill(sizes, 0);
    chunks.walk(output, null, sumUp);
    if (gradient != null) {
      chunks.walk(output, gradient, differentiate);
    }
    return loss(overlaps, sizes);
  }

  private double loss(double[] overlapOf, double[] sizeOf) {
    double sum = 0;
    for (int c = 0; c < overlapOf.length; c++) {
      sum += (2 * overlapOf[c] + smoothing) / (sizeOf[c] + smoothing);
    }
    return 1 - sum / overlapOf.length;
  }

  @Override
  public Total total() {
    return new Total() {
      private double[] allOverlaps = new double[0];
      private double[] allSizes = new double[0];

      @Override
      public void add(double loss, int images) {
        if (allOverlaps.length == 0) {
          allOverlaps = new double[classes];
          allSizes = new double[classes];
        }
        for (int c = 0; c < classes; c++) {
          allOverlaps[c] += overlaps[c];
          allSizes[c] += sizes[c];
        }
      }

      @Override
      public double value() {
        return loss(allOverlaps, allSizes);
      }

      @Override
      public double[] save() {
        double[] saved = Arrays.copyOf(allOverlaps, 2 * allOverlaps.length);
        System.arraycopy(allSizes, 0, saved, allOverlaps.length, allSizes.length);
        return saved;
      }

      @Override
      public void restore(double[] saved) {
        allOverlaps = Arrays.copyOf(saved, saved.length / 2);
        allSizes = Arrays.copyOfRange(saved, saved.length / 2, saved.length);
      }

      @Override
      public void addSaved(double[] saved) {
        if (allOverlaps.length == 0) {
          restore(saved);
          return;
        }
        int half = saved.length / 2;
        for (int c = 0; c < half; c++) {
          allOverlaps[c] += saved[c];
          allSizes[c] += saved[half + c];
        }
      }
    };
  }

  private void sumUp(double[] values, int count, int first) {
    chunks.softmax(values, classes, count);
    for (int pixel = 0; pixel < count; pixel++) {
      int label = labels[first + pixel];
      if (label != ignoreIndex) {
        for (int c = 0; c < classes; c++) {
          double probability = values[c * count + pixel];
          sizes[c] += probability * probability;
        }
        overlaps[label] += values[label * count + pixel];
        sizes[label] += 1;
      }
    }
  }

  /** The derivative by a probability, taken back through the softmax. */
  private void differentiate(double[] values, int count, int first) {
    chunks.softmax(values, classes, count);
    for (int pixel = 0; pixel < count; pixel++) {
      int label = labels[first + pixel];
      double mean = 0;
      for (int c = 0; c < classes && label != ignoreIndex; c++) {
        double probability = values[c * count + pixel];
        mean += probability * byProbability(c, label, probability);
      }
      for (int c = 0; c < classes; c++) {
        double probability = values[c * count + pixel];
        values[c * count + pixel] =
            label == ignoreIndex ? 0 : probability * (byProbability(c, label, probability) - mean);
      }
    }
  }

  private double byProbability(int c, int label, double probability) {
    double size = sizes[c] + smoothing;
    double wanted = c == label ? size : 0;
    double overlap = 2 * overlaps[c] + smoothing;
    return 2 * (overlap * probability - wanted) / (size * size * classes);
  }

  /** Equal for equal losses: a checkpoint compares it. */
  @Override
  public String toString() {
    return "Dice[ignoreIndex=" + ignoreIndex + ", smoothing=" + smoothing + "]";
  }
}
