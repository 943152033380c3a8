package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cross-entropy of softmax over the channels against a label for each pixel, as PyTorch's {@code
 * CrossEntropyLoss} on maps. Pixels with the ignored label neither count nor get a gradient; if no
 * pixel counts, loss and gradient are 0, where PyTorch's mean is NaN.
 */
public final class PixelCrossEntropy implements Loss {
  private final int ignoreIndex;
  private final Reduction reduction;
  private final PixelChunks chunks = new PixelChunks();
  private final PixelChunks.Body body = this::chunk;
  private double[] targets = new double[0];
  private int[] labels;
  private int classes;
  private int counted;
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
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
  }

  /**
   * @param output logits, {@code [N, classes, H, W]}
   * @param labels {@code [N, H, W]}, each from 0 to classes - 1 or the ignored one
   * @return the loss, in nats
   */
  @Override
  public double run(INDArray output, int[] labels, INDArray gradient) {
    int count = PixelChunks.countLabels(output, labels, ignoreIndex);
    this.labels = labels;
    this.classes = (int) output.size(1);
    this.counted = count;
    this.scale = reduction == Reduction.SUM ? 1 : 1.0 / Math.max(1, count);
    this.sum = 0;
    chunks.walk(output, gradient, body);
    return scale * sum;
  }

  @Override
  public double share(Batch part, Batch whole) {
    return reduction == Reduction.SUM ? 1 : (double) counted(part) / Math.max(1, counted(whole));
  }

  private int counted(Batch batch) {
    return PixelChunks.count(batch.labels(), ignoreIndex);
  }

  @Override
  public Total total() {
    return new Total() {
      private double all;
      private long pixels;

      @Override
      public void add(double loss, int images) {
        all += sum;
        pixels += counted;
      }

      @Override
      public double value() {
        return reduction == Reduction.SUM ? all : all / Math.max(1, pixels);
      }

      @Override
      public double[] save() {
        return new double[] {all, pixels};
      }

      @Override
      public void restore(double[] saved) {
        all = saved[0];
        pixels = (long) saved[1];
      }
    };
  }

  private void chunk(double[] values, int count, int first) {
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
        for (int c = 0; c < classes; c++) {
          values[c * count + pixel] = 0;
        }
      } else {
        sum += logTotals[pixel] - targets[pixel];
        values[label * count + pixel] -= scale;
      }
    }
  }

  /** Equal for equal losses: a checkpoint compares it. */
  @Override
  public String toString() {
    return "PixelCrossEntropy[ignoreIndex=" + ignoreIndex + ", reduction=" + reduction + "]";
  }
}
