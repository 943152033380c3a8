package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Dataset;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks of arguments. */
final class Checks {
  private Checks() {}

  /**
   * @param what the other array is, with its article if it has one
   */
  static void requireShape(INDArray output, INDArray other, String what) {
    if (!Arrays.equals(output.shape(), other.shape())) {
      throw new IllegalArgumentException(
          "an output "
              + Arrays.toString(output.shape())
              + " needs "
              + what
              + " of that shape, got "
              + Arrays.toString(other.shape()));
    }
  }

  /**
   * A copy of weights of classes.
   *
   * @throws IllegalArgumentException if one is below 0 or infinite, or none is above 0
   */
  static double[] classWeights(double... weights) {
    double total = 0;
    for (double weight : weights) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "a class weight must be at least 0, got " + Arrays.toString(weights));
      }
      total += weight;
    }
    if (total == 0) {
      throw new IllegalArgumentException(
          "no class would count: a class weight must be above 0, got " + Arrays.toString(weights));
    }
    return weights.clone();
  }

  /**
   * @param label of a pixel of a batch
   * @param weights of the classes
   * @param ignored another label that pixels may have
   */
  static void requireClass(int label, double[] weights, int ignored) {
    if (label < 0 || label >= weights.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a pixel of the batch has label %d, but there are weights of %d classes (0 to %d); %d"
                  + " is ignored",
              label,
              weights.length,
              weights.length - 1,
              ignored));
    }
  }

  /**
   * @param weights of the classes; null: none
   * @param output of the network, with its classes along the second axis
   */
  static void requireWeights(double[] weights, INDArray output) {
    if (weights != null && weights.length != output.size(1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a weight for each of %d classes, got %d",
              output.size(1),
              weights.length));
    }
  }

  /** A share of the target that all classes get. */
  static void requireSmoothing(double smoothing) {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("label smoothing must be in [0, 1), got " + smoothing);
    }
  }

  /**
   * @param ignored the label of images that do not count; null: all do
   */
  static void requireLabels(int[] labels, int images, int classes, Integer ignored) {
    if (labels == null || labels.length != images) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a label for each of %d images, got %s",
              images,
              number(labels)));
    }
    for (int n = 0; n < images; n++) {
      if ((labels[n] < 0 || labels[n] >= classes) && (ignored == null || labels[n] != ignored)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "label %d of the batch is %d, but the network has %d classes (0 to %d)%s",
                n,
                labels[n],
                classes,
                classes - 1,
                ignored != null
                    ? "; " + ignored + " is ignored"
                    : labels[n] == Dataset.UNLABELLED
                        ? ": CrossEntropy.ignoring(-1) leaves images without a label out"
                        : ""));
      }
    }
  }

  /** Soft labels: a share of each class in each image. */
  static void requireTargets(double[] targets, int images, int classes) {
    if (targets.length != images * classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected soft labels [%d, %d], %d numbers, got %d",
              images,
              classes,
              images * classes,
              targets.length));
    }
    for (int i = 0; i < targets.length; i++) {
      if (!(targets[i] >= 0) || Double.isInfinite(targets[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the share of class %d in image %d of the batch is %s, but must be at least 0",
                i % classes,
                i / classes,
                targets[i]));
      }
    }
  }

  /** How many labels there are, in messages. */
  static String number(int[] labels) {
    return labels == null ? "null" : String.valueOf(labels.length);
  }
}
