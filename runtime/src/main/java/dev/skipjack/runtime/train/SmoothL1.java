package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.ElementView;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Smooth L1 loss of numbers, for instance of the sides of boxes (Girshick 2015, equation 3), as
 * PyTorch's {@code SmoothL1Loss}: with d the difference, d²/(2β) where |d| is below β, otherwise
 * |d| - β/2.
 */
public final class SmoothL1 {
  private static final int CHUNK = 4096;

  private final double beta;
  private final double[] values = new double[CHUNK];
  private final double[] wanted = new double[CHUNK];
  private final double[] weight = new double[CHUNK];
  private ElementView outputView;
  private ElementView targetView;
  private ElementView weightView;
  private ElementView gradientView;

  /** β = 1, PyTorch's default. */
  public SmoothL1() {
    this(1);
  }

  /**
   * @param beta where the square passes into the line, at least 0; 0 is the L1 loss
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public SmoothL1(double beta) {
    if (!(beta >= 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException(
          "beta of a smooth L1 loss must be at least 0, got " + beta);
    }
    this.beta = beta;
  }

  /**
   * @param output of any shape
   * @param targets of the same shape
   * @param weights of the elements, of the same shape, finite and at least 0: a mask of 0 and 1, or
   *     how much each counts; null: 1 each
   * @param gradient of the mean by the output, of the same shape, overwritten; null if unwanted
   * @return the mean by weight: PyTorch's mean if all weigh the same; 0 if none weighs anything
   * @throws IllegalArgumentException if shapes differ, or a weight is negative or not finite;
   *     nothing is written then
   */
  public double run(INDArray output, INDArray targets, INDArray weights, INDArray gradient) {
    double total = weights == null ? output.length() : sum(output, weights);
    return mean(output, targets, weights, gradient, total);
  }

  /**
   * The same for one of several outputs that together are normalised.
   *
   * @param total what to divide the weighted sum by, instead of this output's weights; 0 gives 0
   * @throws IllegalArgumentException also if the total is negative or not finite
   */
  public double run(
      INDArray output, INDArray targets, INDArray weights, INDArray gradient, double total) {
    if (!(total >= 0) || Double.isInfinite(total)) {
      throw new IllegalArgumentException(
          "the total of the weights must be finite and at least 0, got " + total);
    }
    if (weights != null) {
      sum(output, weights); // checks them
    }
    return mean(output, targets, weights, gradient, total);
  }

  private double mean(
      INDArray output, INDArray targets, INDArray weights, INDArray gradient, double total) {
    Checks.requireShape(output, targets, "targets");
    outputView = ElementView.of(output, outputView);
    targetView = ElementView.of(targets, targetView);
    if (gradient != null) {
      Checks.requireShape(output, gradient, "a gradient");
      gradientView = ElementView.of(gradient, gradientView);
    }
    Arrays.fill(weight, 1);
    double scale = total > 0 ? 1 / total : 0;
    double sum = 0;
    for (long first = 0; first < output.length(); first += CHUNK) {
      int count = (int) Math.min(CHUNK, output.length() - first);
      outputView.read(first, values, 0, count);
      targetView.read(first, wanted, 0, count);
      if (weights != null) {
        weightView.read(first, weight, 0, count);
      }
      for (int i = 0; i < count; i++) {
        double difference = values[i] - wanted[i];
        double size = Math.abs(difference);
        boolean square = size < beta;
        if (weight[i] == 0 || scale == 0) { // the difference may be anything, NaN as well
          values[i] = 0;
          continue;
        }
        sum += weight[i] * (square ? size * size / (2 * beta) : size - beta / 2);
        double slope = square ? difference / beta : Math.signum(difference);
        values[i] = scale * weight[i] * slope;
      }
      if (gradient != null) {
        gradientView.write(values, 0, count, first);
      }
    }
    return scale * sum;
  }

  /** The sum of the weights, which become {@link #weightView}. */
  private double sum(INDArray output, INDArray weights) {
    Checks.requireShape(output, weights, "weights");
    weightView = ElementView.of(weights, weightView);
    double sum = 0;
    for (long first = 0; first < weights.length(); first += CHUNK) {
      int count = (int) Math.min(CHUNK, weights.length() - first);
      weightView.read(first, weight, 0, count);
      for (int i = 0; i < count; i++) {
        if (!(weight[i] >= 0) || Double.isInfinite(weight[i])) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "weight %d is %s, but a weight is finite and at least 0",
                  first + i,
                  weight[i]));
        }
        sum += weight[i];
      }
    }
    return sum;
  }
}
