package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.data.ElementView;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The logits of a batch of images on the Java heap. */
final class Rows {
  private final String metric;
  private double[] values = new double[0];
  private ElementView view;

  /**
   * @param metric for messages
   */
  Rows(String metric) {
    this.metric = metric;
  }

  /**
   * @throws IllegalArgumentException if pixels have labels
   */
  static void check(String metric, boolean labelMaps) {
    if (labelMaps) {
      throw new IllegalArgumentException(
          metric + " is for images with one label, but these have label maps: leave it out");
    }
  }

  /**
   * {@code [N, classes]} in C order, in an array that may be longer.
   *
   * @throws IllegalArgumentException if the output is something else
   */
  double[] read(INDArray output, int[] labels) {
    if (output.rank() != 2 || output.size(0) != labels.length) {
      throw new IllegalArgumentException(
          metric
              + " is for images with one label and takes logits [N, classes], got "
              + Arrays.toString(output.shape()));
    }
    int count = Math.toIntExact(output.length());
    if (values.length < count) {
      values = new double[count];
    }
    view = ElementView.of(output, view);
    view.read(0, values, count);
    return values;
  }
}
