package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.ElementView;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean cross-entropy of softmax(logits) against class labels, in double on the Java heap: there are
 * few logits.
 */
public final class CrossEntropy implements Loss {
  private final double smoothing;
  private double[] values = new double[0];
  private ElementView logitView;
  private ElementView gradientView;

  public CrossEntropy() {
    this(0);
  }

  /**
   * @param smoothing the share of the target that is spread over all classes, in [0, 1) (Szegedy et
   *     al. 2016, section 7; the same as PyTorch's label_smoothing)
   * @throws IllegalArgumentException if it is outside that range
   */
  public CrossEntropy(double smoothing) {
    checkSmoothing(smoothing);
    this.smoothing = smoothing;
  }

  static void checkSmoothing(double smoothing) {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("label smoothing must be in [0, 1), got " + smoothing);
    }
  }

  /**
   * @param output logits, {@code [N, classes]}
   * @param labels {@code [N]}, each from 0 to classes - 1
   * @param gradient {@code [N, classes]} of the mean loss by the logits, overwritten; null if
   *     unwanted
   * @return the mean loss, in nats; as PyTorch's, a logit of -∞ rules its class out, which makes
   *     the loss infinite where it is the label or has a share by smoothing, and a row with a NaN,
   *     with +∞ or with nothing but -∞ is NaN
   * @throws IllegalArgumentException if output or gradient has another shape, a label is out of
   *     range or there are not N of them; nothing is written then
   */
  @Override
  public double run(INDArray output, int[] labels, INDArray gradient) {
    if (output.rank() != 2) {
      throw new IllegalArgumentException(
          "expected features [N, classes], got "
              + Arrays.toString(output.shape())
              + ": the loss of a map is PixelCrossEntropy");
    }
    int images = (int) output.size(0);
    int classes = (int) output.size(1);
    checkLabels(labels, images, classes);
    if (gradient != null) {
      Checks.requireShape(output, gradient, "a gradient");
    }
    int count = images * classes;
    if (values.length < count) {
      values = new double[count];
    }
    logitView = ElementView.of(output, logitView);
    logitView.read(0, values, count);
    double sum = 0;
    for (int n = 0; n < images; n++) {
      sum += row(n * classes, classes, labels[n], images);
    }
    if (gradient != null) {
      gradientView = ElementView.of(gradient, gradientView);
      gradientView.write(values, count, 0);
    }
    return sum / images;
  }

  static void checkLabels(int[] labels, int images, int classes) {
    if (labels.length != images) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a label for each of %d images, got %d",
              images,
              labels.length));
    }
    for (int n = 0; n < images; n++) {
      if (labels[n] < 0 || labels[n] >= classes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "label %d of the batch is %d, but the network has %d classes (0 to %d)",
                n,
                labels[n],
                classes,
                classes - 1));
      }
    }
  }

  /** Turns one row of logits into its gradient and returns its loss. */
  private double row(int first, int classes, int label, int images) {
    double most = Double.NEGATIVE_INFINITY;
    double mean = 0;
    for (int c = 0; c < classes; c++) {
      most = Math.max(most, values[first + c]);
      mean += values[first + c] / classes;
    }
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += Math.exp(values[first + c] - most);
    }
    double logTotal = most + Math.log(total);
    double target = values[first + label];
    if (smoothing > 0) { // else a class that is ruled out, with a logit of -∞, would be 0·∞
      target = (1 - smoothing) * target + smoothing * mean;
    }
    for (int c = 0; c < classes; c++) {
      double probability = Math.exp(values[first + c] - logTotal);
      double wanted = smoothing / classes + (c == label ? 1 - smoothing : 0);
      values[first + c] = (probability - wanted) / images;
    }
    return logTotal - target;
  }
}
