package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Batch;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cross-entropy of softmax over the channels against a label for each pixel, as PyTorch's {@code
 * CrossEntropyLoss} on maps. Pixels with the ignored label neither count nor get a gradient. If no
 * pixel counts, because they are ignored or the weights of their classes are 0, the mean and its
 * gradient are 0, where PyTorch's are NaN or infinite.
 */
public final class PixelCrossEntropy extends WeightedMean {
  private final int ignoreIndex;
  private final Reduction reduction;
  private final double smoothing;

  /** Of each class; null: all count the same. */
  private final double[] weights;

  private final PixelChunks chunks = new PixelChunks();
  private final PixelChunks.Body body = this::chunk;
  private double[] targets = new double[0];
  private int[] labels;
  private int classes;

  /** Pixels that count, each with the weight of its class. */
  private double counted;

  private double scale;
  private double sum;

  /** The mean over the pixels; every label must be a class, or PyTorch's default, -100. */
  public PixelCrossEntropy() {
    this(-100);
  }

  /** The mean over the pixels whose label is another than {@code ignoreIndex}. */
  public PixelCrossEntropy(int ignoreIndex) {
    this(ignoreIndex, Reduction.MEAN);
  }

  /**
   * @param ignoreIndex the label of pixels that do not count, for instance 255 for PASCAL VOC's
   *     borders
   */
  public PixelCrossEntropy(int ignoreIndex, Reduction reduction) {
    this(ignoreIndex, reduction, 0, null);
  }

  private PixelCrossEntropy(
      int ignoreIndex, Reduction reduction, double smoothing, double[] weights) {
    Checks.requireSmoothing(smoothing);
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
    this.smoothing = smoothing;
    this.weights = weights;
  }

  /**
   * The same loss against smoothed labels, as PyTorch's {@code label_smoothing}.
   *
   * @param newSmoothing the share of the target that is spread over all classes, in [0, 1) (Szegedy
   *     et al. 2016, section 7)
   * @throws IllegalArgumentException if it is outside that range
   */
  public PixelCrossEntropy smoothing(double newSmoothing) {
    return new PixelCrossEntropy(ignoreIndex, reduction, newSmoothing, weights);
  }

  /**
   * The same loss, in which the pixels of some classes count more, as PyTorch's {@code weight}: the
   * mean is divided by the sum of the weights of the labels that count.
   *
   * @param newWeights one for each class, at least 0 and not all 0
   * @throws IllegalArgumentException if they are something else
   */
  public PixelCrossEntropy weights(double... newWeights) {
    return new PixelCrossEntropy(
        ignoreIndex, reduction, smoothing, Checks.classWeights(newWeights));
  }

  /**
   * @param output logits, {@code [N, classes, H, W]}
   * @param labels {@code [N, H, W]}, each from 0 to classes - 1 or the ignored one
   * @return the loss, in nats
   */
  @Override
  public double run(INDArray output, int[] labels, INDArray gradient) {
    return run(output, labels, gradient, labels);
  }

  @Override
  double run(INDArray output, int[] labels, INDArray gradient, int[] whole) {
    Checks.requireWeights(output.rank() == 4 ? weights : null, output);
    int count = PixelChunks.countLabels(output, labels, ignoreIndex);
    this.labels = labels;
    this.classes = (int) output.size(1);
    this.counted = weights == null ? count : weight(labels);
    double divisor = whole == labels ? counted : counted(whole);
    this.scale = reduction == Reduction.SUM ? 1 : divisor == 0 ? 0 : 1 / divisor;
    this.sum = 0;
    chunks.walk(output, gradient, body);
    return scale == 0 && !Double.isNaN(sum) ? 0 : scale * sum; // not 0·∞
  }

  @Override
  boolean isWeighted() {
    return weights != null && reduction == Reduction.MEAN;
  }

  @Override
  public double share(Batch part, Batch whole) {
    if (reduction == Reduction.SUM) {
      return 1;
    }
    double all = counted(whole.labels());
    return all == 0 ? 0 : counted(part.labels()) / all;
  }

  private double counted(int[] ofLabels) {
    return weights == null ? PixelChunks.count(ofLabels, ignoreIndex) : weight(ofLabels);
  }

  private double weight(int[] ofLabels) {
    double all = 0;
    for (int label : ofLabels) {
      if (label != ignoreIndex) {
        Checks.requireClass(label, weights, ignoreIndex);
        all += weights[label];
      }
    }
    return all;
  }

  @Override
  public Total total() {
    return new Total() {
      private double all;
      private double pixels;

      @Override
      public void add(double loss, int images) {
        all += sum;
        pixels += counted;
      }

      @Override
      public double value() {
        return reduction == Reduction.SUM ? all : mean(all, pixels);
      }

      @Override
      public double[] save() {
        return new double[] {all, pixels};
      }

      @Override
      public void restore(double[] saved) {
        all = saved[0];
        pixels = saved[1];
      }

      @Override
      public void addSaved(double[] saved) {
        all += saved[0];
        pixels += saved[1];
      }
    };
  }

  private void chunk(double[] values, int count, int first) {
    if (smoothing > 0) {
      smoothed(values, count, first);
      return;
    }
    if (targets.length < count) {
      targets = new double[count];
    }
    for (int pixel = 0; pixel < count; pixel++) {
      int label = labels[first + pixel];
      targets[pixel] = label == ignoreIndex ? 0 : values[label * count + pixel];
    }
    double[] logTotals = chunks.softmax(values, classes, count);
    for (int i = 0; i < classes * count; i++) {
      values[i] *= scale;
    }
    for (int pixel = 0; pixel < count; pixel++) {
      int label = labels[first + pixel];
      if (label == ignoreIndex) {
        ignore(values, count, pixel);
      } else {
        double loss = logTotals[pixel] - targets[pixel];
        values[label * count + pixel] -= scale;
        sum += weights == null ? loss : weigh(loss, values, count, pixel, weights[label]);
      }
    }
  }

  /** The same where each class has a share in the target. */
  private void smoothed(double[] values, int count, int first) {
    if (targets.length < classes * count) {
      targets = new double[classes * count]; // the logits, which every class's share needs
    }
    System.arraycopy(values, 0, targets, 0, classes * count);
    double[] logTotals = chunks.softmax(values, classes, count);
    for (int pixel = 0; pixel < count; pixel++) {
      int label = labels[first + pixel];
      if (label == ignoreIndex) {
        ignore(values, count, pixel);
        continue;
      }
      double all = 0;
      for (int c = 0; c < classes; c++) {
        double wanted = wanted(label, c);
        all += wanted;
        if (wanted > 0 || Double.isNaN(logTotals[pixel])) { // else 0·∞ for one that is ruled out
          sum += wanted * (logTotals[pixel] - targets[c * count + pixel]);
        }
      }
      for (int c = 0; c < classes; c++) {
        int at = c * count + pixel;
        values[at] = scale * (all * values[at] - wanted(label, c));
      }
    }
  }

  /** How much of class {@code c} a pixel should be, after smoothing, times the class's weight. */
  private double wanted(int label, int c) {
    double share = smoothing / classes + (c == label ? 1 - smoothing : 0);
    return weights == null ? share : share * weights[c];
  }

  private void ignore(double[] values, int count, int pixel) {
    for (int c = 0; c < classes; c++) {
      values[c * count + pixel] = 0;
    }
  }

  /** Equal for equal losses: a checkpoint compares it. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "PixelCrossEntropy[ignoreIndex=%d, reduction=%s%s%s]",
        ignoreIndex,
        reduction,
        smoothing == 0 ? "" : ", smoothing=" + smoothing,
        weights == null ? "" : ", weights=" + Arrays.toString(weights));
  }

  /** Turns a pixel's gradient into the weighted one and returns its weighted loss. */
  private double weigh(double loss, double[] values, int count, int pixel, double weight) {
    for (int c = 0; c < classes; c++) {
      values[c * count + pixel] *= weight;
    }
    return weight == 0 && Double.isInfinite(loss) ? 0 : weight * loss;
  }
}
