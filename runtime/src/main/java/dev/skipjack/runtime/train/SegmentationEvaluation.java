package dev.skipjack.runtime.train;

import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How well a network labels pixels. */
public final class SegmentationEvaluation extends Evaluation {
  private final int classes;
  private final int ignoreIndex;
  private final PixelChunks chunks = new PixelChunks();
  private final PixelChunks.Body body = this::chunk;
  private int[] labels;

  /**
   * @param classes of the network
   * @param ignoreIndex the label of pixels that do not count
   */
  public SegmentationEvaluation(int classes, int ignoreIndex) {
    this(classes, ignoreIndex, null);
  }

  /** With the loss of another total than the mean. */
  SegmentationEvaluation(int classes, int ignoreIndex, Loss.Total total) {
    super(classes, total);
    this.classes = classes;
    this.ignoreIndex = ignoreIndex;
  }

  /**
   * @param output logits, {@code [N, classes, H, W]}
   * @param labels {@code [N, H, W]}, each from 0 to classes - 1 or the ignored one
   * @throws IllegalArgumentException if the output has another shape, a label is neither, or there
   *     is not one for each pixel; nothing is counted then
   */
  @Override
  public void add(INDArray output, int[] labels, double meanLoss) {
    checkLogits(output, 4);
    PixelChunks.countLabels(output, labels, ignoreIndex);
    this.labels = labels;
    chunks.walk(output, null, body);
    addLoss(output, labels, meanLoss);
  }

  private void chunk(double[] logits, int count, int first) {
    for (int pixel = 0; pixel < count; pixel++) {
      int label = labels[first + pixel];
      if (label != ignoreIndex) {
        count(label, highest(logits, count, pixel));
      }
    }
  }

  /** The class of the highest logit; -1 if one is NaN. */
  private int highest(double[] logits, int count, int pixel) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      double logit = logits[c * count + pixel];
      if (Double.isNaN(logit)) {
        return -1;
      }
      best = logit > logits[best * count + pixel] ? c : best;
    }
    return best;
  }

  /** The label that does not count. */
  int ignored() {
    return ignoreIndex;
  }

  /**
   * The pixels that are of this class and were taken for it, among those that are or were; NaN if
   * there are none.
   */
  public double intersectionOverUnion(int label) {
    long both = confusion()[label][label];
    return (double) both / (labelled(label) + predicted(label) - both);
  }

  /** The mean of {@link #intersectionOverUnion} over the classes that occur, true or predicted. */
  public double meanIntersectionOverUnion() {
    double sum = 0;
    int occurring = 0;
    for (int label = 0; label < classes; label++) {
      if (labelled(label) + predicted(label) > 0) {
        sum += intersectionOverUnion(label);
        occurring++;
      }
    }
    return sum / occurring;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "pixel accuracy %.2f %%, mean IoU %.2f %%, loss %.4f on %s",
        100 * accuracy(),
        100 * meanIntersectionOverUnion(),
        loss(),
        describeImages("pixels"));
  }
}
