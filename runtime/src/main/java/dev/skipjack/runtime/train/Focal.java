package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.ImageSet;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Focal loss (Lin et al. 2017, equation 5) of a sigmoid for each class and pixel, as torchvision's
 * {@code sigmoid_focal_loss}: with p the probability that the sigmoid gives to what is true, -α·(1
 * - p)^γ·log(p), where what is true is "of this class" (weight α) or "not of this class" (weight 1
 * - α). A pixel has at most one class; with the label of the background it has none. Pixels with
 * the ignored label neither count nor get a gradient.
 *
 * <p>The loss is the sum divided by the number of pixels that have a class (at least 1), as in
 * section 4.1 of the paper. For an infinite logit loss and gradient are the limits, where
 * torchvision's formula gives NaN.
 */
public final class Focal implements Loss {
  /** By default the label of a pixel of no class: each of its sigmoids should be 0. */
  public static final int BACKGROUND = -1;

  private final double alpha;
  private final double gamma;
  private final int background;
  private final int ignoreIndex;
  private final PixelChunks chunks = new PixelChunks();
  private final PixelChunks.Body body = this::chunk;
  private int[] labels;
  private int classes;
  private double scale;
  private double sum;
  private int divisor;

  /** The paper's best: α = 0.25, γ = 2. */
  public Focal() {
    this(0.25, 2);
  }

  /** No label is ignored but -100; the background's is {@link #BACKGROUND}. */
  public Focal(double alpha, double gamma) {
    this(alpha, gamma, BACKGROUND, -100);
  }

  /**
   * @param alpha in (0, 1): the weight of what is of the class; or -1: no weights
   * @param gamma at least 0: how little counts what is classified well; 0 is cross-entropy
   * @param background the label of pixels of no class. An image set has no label below 0: there it
   *     is {@link ImageSet#ignoredLabel}, which evaluations leave out, or a class, whose own
   *     sigmoid then should be 0 everywhere
   * @param ignoreIndex the label of pixels that do not count
   * @throws IllegalArgumentException if alpha or gamma is out of range, or the labels are the same
   */
  public Focal(double alpha, double gamma, int background, int ignoreIndex) {
    if (alpha != -1 && !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "alpha of a focal loss must be in (0, 1), or -1 for none, got " + alpha);
    }
    if (!(gamma >= 0) || Double.isInfinite(gamma)) {
      throw new IllegalArgumentException("gamma of a focal loss must be at least 0, got " + gamma);
    }
    if (background == ignoreIndex) {
      throw new IllegalArgumentException(
          "label " + background + " cannot be both background and ignored by a focal loss");
    }
    this.alpha = alpha;
    this.gamma = gamma;
    this.background = background;
    this.ignoreIndex = ignoreIndex;
  }

  /**
   * @param output logits, {@code [N, classes, H, W]}
   * @param labels {@code [N, H, W]}, each from 0 to classes - 1, the background's or the ignored
   *     one
   */
  @Override
  public double run(INDArray output, int[] labels, INDArray gradient) {
    return sum(output, labels, gradient, count(output, labels));
  }

  /**
   * The same for one of several outputs that together are normalised.
   *
   * @param positives what to divide the sum by, instead of this output's pixels that have a class;
   *     below 1 counts as 1
   */
  public double run(INDArray output, int[] labels, INDArray gradient, int positives) {
    count(output, labels); // checks them
    return sum(output, labels, gradient, positives);
  }

  private int count(INDArray output, int[] labels) {
    return PixelChunks.countLabels(output, labels, ignoreIndex, background);
  }

  private double sum(INDArray output, int[] labels, INDArray gradient, int positives) {
    this.labels = labels;
    this.classes = (int) output.size(1);
    this.scale = 1.0 / Math.max(1, positives);
    this.sum = 0;
    this.divisor = positives;
    chunks.walk(output, gradient, body);
    return scale * sum;
  }

  @Override
  public double share(Batch part, Batch whole) {
    return (double) Math.max(1, positives(part)) / Math.max(1, positives(whole));
  }

  private int positives(Batch batch) {
    return PixelChunks.count(batch.labels(), ignoreIndex, background);
  }

  @Override
  public Total total() {
    return new Total() {
      private double all;
      private long positives;

      @Override
      public void add(double loss, int images) {
        all += sum;
        positives += divisor;
      }

      @Override
      public double value() {
        return all / Math.max(1, positives);
      }

      @Override
      public double[] save() {
        return new double[] {all, positives};
      }

      @Override
      public void restore(double[] saved) {
        all = saved[0];
        positives = (long) saved[1];
      }

      @Override
      public void addSaved(double[] saved) {
        all += saved[0];
        positives += (long) saved[1];
      }
    };
  }

  private void chunk(double[] values, int count, int first) {
    for (int c = 0; c < classes; c++) {
      for (int pixel = 0; pixel < count; pixel++) {
        int label = labels[first + pixel];
        int at = c * count + pixel;
        values[at] =
            label == ignoreIndex ? 0 : sigmoid(values[at], label == c && label != background);
      }
    }
  }

  /** Adds the loss of one logit's sigmoid and returns its gradient. */
  private double sigmoid(double logit, boolean positive) {
    // z is large where the sigmoid is sure of what is true
    double z = positive ? logit : -logit;
    double small = Math.exp(-Math.abs(z));
    double logTrue = Math.min(z, 0) - Math.log1p(small);
    double wrong = (z > 0 ? small : 1) / (1 + small);
    double weight = alpha < 0 ? 1 : positive ? alpha : 1 - alpha;
    double focus = weight * (gamma == 2 ? wrong * wrong : Math.pow(wrong, gamma));
    sum -= focus * logTrue;
    // where the logarithm is infinite, what it is multiplied by falls to 0 faster
    double byFocus = z == Double.NEGATIVE_INFINITY ? 0 : gamma * (1 - wrong) * logTrue;
    double byZ = focus * (byFocus - wrong);
    return scale * (positive ? byZ : -byZ);
  }

  /** Equal for equal losses: a checkpoint compares it. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Focal[alpha=%s, gamma=%s, background=%d, ignoreIndex=%d]",
        alpha,
        gamma,
        background,
        ignoreIndex);
  }
}
