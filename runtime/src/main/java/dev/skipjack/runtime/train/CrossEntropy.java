package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ElementView;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean cross-entropy of softmax(logits) against class labels, or against soft ones such as those of
 * mixup, in double on the Java heap: there are few logits. With weights and smoothing it is
 * PyTorch's {@code CrossEntropyLoss}.
 */
public final class CrossEntropy extends WeightedMean {
  private final double smoothing;

  /** Of each class; null: all count the same. */
  private final double[] weights;

  /** Of images that do not count; null: all do. */
  private final Integer ignored;

  private double[] values = new double[0];
  private ElementView logitView;
  private ElementView gradientView;

  /** What the last run added up, what it counted, and what it divided the sum by. */
  private double sum;

  private double counted;
  private double divisor;

  public CrossEntropy() {
    this(0);
  }

  /**
   * @param smoothing the share of the target that is spread over all classes, in [0, 1) (Szegedy et
   *     al. 2016, section 7; the same as PyTorch's label_smoothing)
   * @throws IllegalArgumentException if it is outside that range
   */
  public CrossEntropy(double smoothing) {
    this(smoothing, null, null);
  }

  private CrossEntropy(double smoothing, double[] weights, Integer ignored) {
    Checks.requireSmoothing(smoothing);
    this.smoothing = smoothing;
    this.weights = weights;
    this.ignored = ignored;
  }

  /**
   * The same loss, in which classes count differently, for instance rare ones more. As PyTorch's
   * {@code weight}: with class labels the loss is the weighted mean, divided by the sum of the
   * weights of the labels; with soft labels it is divided by the number of images.
   *
   * @param newWeights one for each class, at least 0 and not all 0
   * @throws IllegalArgumentException if they are something else
   */
  public CrossEntropy weights(double... newWeights) {
    return new CrossEntropy(smoothing, Checks.classWeights(newWeights), ignored);
  }

  /**
   * The same loss, in which images with this label neither count nor get a gradient, as PyTorch's
   * {@code ignore_index}: the mean is over the others. If no image of a batch counts, loss and
   * gradient are 0, where PyTorch's loss is NaN.
   *
   * <p>A training and an evaluation do so by themselves if their data have images without a label
   * and no loss is set.
   *
   * @param label usually {@link Dataset#UNLABELLED}, which data sets have for images of which
   *     nobody knows the class
   */
  public CrossEntropy ignoring(int label) {
    return new CrossEntropy(smoothing, weights, label);
  }

  /**
   * @param output logits, {@code [N, classes]}
   * @param labels {@code [N]}, each from 0 to classes - 1 or the ignored one
   * @param gradient {@code [N, classes]} of the mean loss by the logits, overwritten; null if
   *     unwanted
   * @return the mean loss, in nats; as PyTorch's, a logit of -∞ rules its class out, which makes
   *     the loss infinite where it is the label or has a share by smoothing, and a row with a NaN,
   *     with +∞ or with nothing but -∞ is NaN. If no image counts, because they are ignored or the
   *     weights of their classes are 0, loss and gradient are 0, where PyTorch's are NaN
   * @throws IllegalArgumentException if output or gradient has another shape, a label is out of
   *     range, there are not N of them, or not a weight for each class; nothing is written then
   */
  @Override
  public double run(INDArray output, int[] labels, INDArray gradient) {
    return run(output, labels, gradient, labels);
  }

  @Override
  double run(INDArray output, int[] labels, INDArray gradient, int[] whole) {
    checkOutput(output, gradient);
    int images = (int) output.size(0);
    int classes = (int) output.size(1);
    Checks.requireLabels(labels, images, classes, ignored);
    counted = weight(labels);
    divisor = whole == labels ? counted : weight(whole);
    read(output);
    sum = 0;
    for (int n = 0; n < images; n++) {
      if (isIgnored(labels[n])) {
        Arrays.fill(values, n * classes, (n + 1) * classes, 0);
        continue;
      }
      sum +=
          weights == null
              ? row(n * classes, classes, labels[n])
              : row(n * classes, classes, null, labels[n]);
    }
    return finish(output, gradient);
  }

  /**
   * The same against soft labels.
   *
   * @param targets {@code [N, classes]} in C order: the share of each class in each image, at least
   *     0; those of an image usually sum to 1
   * @return the mean loss over the images; a class whose logit is -∞ and whose share is 0 does not
   *     count, where PyTorch's loss is NaN
   * @throws IllegalArgumentException if output or gradient has another shape, or there are not
   *     {@code N·classes} targets of at least 0; nothing is written then
   */
  @Override
  public double run(INDArray output, double[] targets, INDArray gradient) {
    checkOutput(output, gradient);
    int images = (int) output.size(0);
    int classes = (int) output.size(1);
    Checks.requireTargets(targets, images, classes);
    read(output);
    counted = images;
    divisor = images;
    sum = 0;
    for (int n = 0; n < images; n++) {
      sum += row(n * classes, classes, targets, -1);
    }
    return finish(output, gradient);
  }

  @Override
  boolean isWeighted() {
    return weights != null;
  }

  /** With class weights images do not weigh the same, unless their labels are soft. */
  @Override
  public double share(Batch part, Batch whole) {
    if (weights == null && ignored == null || part.targets() != null) {
      return super.share(part, whole);
    }
    double all = weight(whole.labels());
    return all == 0 ? 0 : weight(part.labels()) / all;
  }

  /**
   * How many images count, each with the weight of its class.
   *
   * @throws IllegalArgumentException if a label has no weight
   */
  private double weight(int[] labels) {
    if (weights == null && ignored == null) {
      return labels.length;
    }
    if (weights != null) {
      Checks.requireLabels(labels, labels.length, weights.length, ignored);
    }
    double sum = 0;
    for (int label : labels) {
      sum += isIgnored(label) ? 0 : weights == null ? 1 : weights[label];
    }
    return sum;
  }

  private boolean isIgnored(int label) {
    return ignored != null && label == ignored;
  }

  /** Of one batch or many, the sum divided by what it counts. */
  @Override
  public Total total() {
    return new Total() {
      private double all;
      private double allCounted;

      @Override
      public void add(double loss, int images) {
        // the mean again: to the last bit what was told before there were weights
        all += weights == null && ignored == null ? loss * images : sum;
        allCounted += counted;
      }

      @Override
      public double value() {
        return mean(all, allCounted);
      }

      @Override
      public double[] save() {
        return new double[] {all, allCounted};
      }

      @Override
      public void restore(double[] saved) {
        all = saved[0];
        allCounted = saved[1];
      }

      @Override
      public void addSaved(double[] saved) {
        all += saved[0];
        allCounted += saved[1];
      }
    };
  }

  private void checkOutput(INDArray output, INDArray gradient) {
    if (output.rank() != 2) {
      throw new IllegalArgumentException(
          "expected features [N, classes], got "
              + Arrays.toString(output.shape())
              + ": the loss of a map is PixelCrossEntropy");
    }
    Checks.requireWeights(weights, output);
    if (gradient != null) {
      Checks.requireShape(output, gradient, "a gradient");
    }
  }

  private void read(INDArray output) {
    int count = (int) output.length();
    if (values.length < count) {
      values = new double[count];
    }
    logitView = ElementView.of(output, logitView);
    logitView.read(0, values, count);
  }

  private double finish(INDArray output, INDArray gradient) {
    if (gradient != null) {
      gradientView = ElementView.of(gradient, gradientView);
      gradientView.write(values, (int) output.length(), 0);
    }
    return mean(sum, divisor);
  }

  /** Turns one row of logits into its gradient and returns its loss; no class has a weight. */
  private double row(int first, int classes, int label) {
    double mean = 0;
    for (int c = 0; c < classes; c++) {
      mean += values[first + c] / classes;
    }
    double logTotal = logTotal(first, classes);
    double target = values[first + label];
    if (smoothing > 0) { // else a class that is ruled out, with a logit of -∞, would be 0·∞
      target = (1 - smoothing) * target + smoothing * mean;
    }
    for (int c = 0; c < classes; c++) {
      double probability = Math.exp(values[first + c] - logTotal);
      double wanted = smoothing / classes + (c == label ? 1 - smoothing : 0);
      values[first + c] = (probability - wanted) / divisor;
    }
    return logTotal - target;
  }

  /**
   * The same for shares and weights.
   *
   * @param targets shares of the classes; null: the label has all
   */
  private double row(int first, int classes, double[] targets, int label) {
    double logTotal = logTotal(first, classes);
    double all = 0;
    double loss = 0;
    for (int c = 0; c < classes; c++) {
      double wanted = wanted(first, classes, targets, label, c);
      all += wanted;
      if (wanted > 0 || Double.isNaN(logTotal)) { // else 0·∞ for a class that is ruled out
        loss += wanted * (logTotal - values[first + c]);
      }
    }
    for (int c = 0; c < classes; c++) {
      double probability = Math.exp(values[first + c] - logTotal);
      double slope = all * probability - wanted(first, classes, targets, label, c);
      values[first + c] = divisor == 0 ? 0 : slope / divisor;
    }
    return loss;
  }

  /** How much of class {@code c} an image should be, after smoothing, times the class's weight. */
  private double wanted(int first, int classes, double[] targets, int label, int c) {
    double share = targets != null ? targets[first + c] : c == label ? 1 : 0;
    return (weights == null ? 1 : weights[c]) * ((1 - smoothing) * share + smoothing / classes);
  }

  private double logTotal(int first, int classes) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      most = Math.max(most, values[first + c]);
    }
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += Math.exp(values[first + c] - most);
    }
    return most + Math.log(total);
  }

  /** Equal for equal losses: a checkpoint compares it. */
  @Override
  public String toString() {
    return "CrossEntropy[smoothing="
        + smoothing
        + (weights == null ? "" : ", weights=" + Arrays.toString(weights))
        + (ignored == null ? "]" : ", ignoring=" + ignored + "]");
  }
}
