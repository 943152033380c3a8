package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.ElementView;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Walks over maps in chunks: some neighbouring pixels of one image with all their channels, which
 * fit the cache. Only the first walk over larger maps allocates.
 */
final class PixelChunks {
  private static final int VALUES = 1 << 14; // 128 kB

  private double[] values = new double[0];
  private double[] most = new double[0];
  private double[] total = new double[0];
  private ElementView sourceView;
  private ElementView targetView;

  /** What happens to a chunk. */
  @FunctionalInterface
  interface Body {
    /**
     * @param values {@code [channels, count]}, changed in place to what is to be written
     * @param count pixels
     * @param first the number of the first pixel among those of all images
     */
    void run(double[] values, int count, int first);
  }

  /**
   * @param source {@code [N, C, H, W]}
   * @param target of the same shape, overwritten with what {@code body} makes of each chunk; null
   *     if unwanted
   * @throws IllegalArgumentException if it has another shape; nothing is written then
   */
  void walk(INDArray source, INDArray target, Body body) {
    if (target != null) {
      Checks.requireShape(source, target, "a gradient");
    }
    int images = (int) source.size(0);
    int channels = (int) source.size(1);
    int plane = plane(source);
    int chunk = Math.min(plane, Math.max(1, VALUES / channels));
    reserve(channels * chunk, chunk);
    sourceView = ElementView.of(source, sourceView);
    if (target != null) {
      targetView = ElementView.of(target, targetView);
    }
    for (int image = 0; image < images; image++) {
      for (int pixel = 0; pixel < plane; pixel += chunk) {
        int count = Math.min(chunk, plane - pixel);
        long corner = (long) image * channels * plane + pixel;
        for (int channel = 0; channel < channels; channel++) {
          sourceView.read(corner + (long) channel * plane, values, channel * count, count);
        }
        body.run(values, count, image * plane + pixel);
        for (int channel = 0; target != null && channel < channels; channel++) {
          targetView.write(values, channel * count, count, corner + (long) channel * plane);
        }
      }
    }
  }

  private void reserve(int valueCount, int pixels) {
    if (values.length < valueCount) {
      values = new double[valueCount];
    }
    if (most.length < pixels) {
      most = new double[pixels];
      total = new double[pixels];
    }
  }

  /**
   * Turns the logits of a chunk into probabilities.
   *
   * @return for each pixel the logarithm of the sum of the exponentials of its logits; valid until
   *     the next call
   */
  double[] softmax(double[] chunk, int channels, int count) {
    System.arraycopy(chunk, 0, most, 0, count);
    for (int channel = 1; channel < channels; channel++) {
      for (int pixel = 0; pixel < count; pixel++) {
        most[pixel] = Math.max(most[pixel], chunk[channel * count + pixel]);
      }
    }
    Arrays.fill(total, 0, count, 0);
    for (int channel = 0; channel < channels; channel++) {
      for (int pixel = 0; pixel < count; pixel++) {
        double share = Math.exp(chunk[channel * count + pixel] - most[pixel]);
        chunk[channel * count + pixel] = share;
        total[pixel] += share;
      }
    }
    for (int channel = 0; channel < channels; channel++) {
      for (int pixel = 0; pixel < count; pixel++) {
        chunk[channel * count + pixel] /= total[pixel];
      }
    }
    for (int pixel = 0; pixel < count; pixel++) {
      most[pixel] += Math.log(total[pixel]);
    }
    return most;
  }

  /** Pixels of a channel. */
  static int plane(INDArray maps) {
    return (int) (maps.size(2) * maps.size(3));
  }

  /** How many labels are none of these. */
  static int count(int[] labels, int... without) {
    int count = labels.length;
    for (int label : labels) {
      for (int other : without) {
        if (label == other) {
          count--;
          break;
        }
      }
    }
    return count;
  }

  /** {@link #countLabels(INDArray, int[], int, int)} where every pixel that counts has a class. */
  static int countLabels(INDArray output, int[] labels, int ignored) {
    return countLabels(output, labels, ignored, ignored);
  }

  /**
   * Counts the labels of classes.
   *
   * @param ignored a label that does not count
   * @param background a label of no class; {@code ignored} if there is none
   * @throws IllegalArgumentException if the output is no map, its pixels have not a label each, or
   *     a label is none of these
   */
  static int countLabels(INDArray output, int[] labels, int ignored, int background) {
    if (output.rank() != 4) {
      throw new IllegalArgumentException(
          "expected a map [N, classes, H, W], got " + Arrays.toString(output.shape()));
    }
    long pixels = output.size(0) * plane(output);
    if (labels == null || labels.length != pixels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a label for each pixel of %s, %d, got %s",
              Arrays.toString(output.shape()),
              pixels,
              Checks.number(labels)));
    }
    int classes = (int) output.size(1);
    int count = 0;
    for (int pixel = 0; pixel < labels.length; pixel++) {
      int label = labels[pixel];
      boolean none = label == ignored || label == background;
      if (label >= 0 && label < classes && !none) {
        count++;
      } else if (!none) {
        int width = (int) output.size(3);
        int plane = plane(output);
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "image %d of the batch has label %d in row %d, column %d, but the output has %d classes (0 to %d); %d is ignored%s",
                pixel / plane,
                label,
                pixel % plane / width,
                pixel % width,
                classes,
                classes - 1,
                ignored,
                background == ignored ? "" : ", " + background + " is background"));
      }
    }
    return count;
  }
}
