package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.skipjack.runtime.data.ElementView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays as a network passes them: dense, or channels in the middle of a slab full of sentinels.
 */
final class TestArrays {
  private static final double SENTINEL = 7.25;
  private static final int BEFORE = 2;
  private static final int AFTER = 3;

  private final DataType type;
  private final boolean inSlabs;
  private final List<INDArray> slabs = new ArrayList<>();
  private final List<Long> channels = new ArrayList<>();

  TestArrays(DataType type, boolean inSlabs) {
    this.type = type;
    this.inSlabs = inSlabs;
  }

  /**
   * Away from zero, where ReLU has no derivative; each a float, so that all types compute on it.
   */
  static double[] random(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((0.05 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
    }
    return values;
  }

  INDArray of(double[] values, long... shape) {
    return fill(dense(shape), values);
  }

  /** A map, in a slab if these arrays are. */
  INDArray mapOf(double[] values, long... shape) {
    return fill(map(shape), values);
  }

  /** By no operation of ND4J, which would take longer than most kernels of the tests. */
  static INDArray fill(INDArray array, double[] values) {
    assertThat(values).hasSize((int) array.length());
    ElementView.of(array).write(values, values.length, 0);
    return array;
  }

  static INDArray fill(INDArray array, double value) {
    double[] values = new double[(int) array.length()];
    Arrays.fill(values, value);
    return fill(array, values);
  }

  /** Full of a value that no kernel may leave. */
  INDArray dense(long... shape) {
    return fill(Nd4j.createUninitialized(type, shape), SENTINEL);
  }

  INDArray map(long... shape) {
    if (!inSlabs || shape.length != 4) {
      return dense(shape);
    }
    long plane = shape[2] * shape[3];
    long all = shape[1] + BEFORE + AFTER;
    INDArray slab = dense(shape[0], all, shape[2], shape[3]);
    slabs.add(slab);
    channels.add(shape[1]);
    long[] stride = {all * plane, plane, shape[3], 1};
    return Nd4j.create(slab.data(), shape, stride, BEFORE * plane, 'c', type);
  }

  void checkSentinels() {
    for (int i = 0; i < slabs.size(); i++) {
      INDArray slab = slabs.get(i);
      long plane = slab.size(2) * slab.size(3);
      double[] values = values(slab);
      for (int j = 0; j < values.length; j++) {
        long channel = j / plane % slab.size(1);
        boolean inside = channel >= BEFORE && channel < BEFORE + channels.get(i);
        if (!inside && values[j] != SENTINEL) {
          fail("channel %d of a slab of %s was overwritten", channel, channels.get(i));
        }
      }
    }
  }

  /** Relative to the largest expected value. */
  static void checkClose(String what, double[] actual, double[] expected, double tolerance) {
    checkClose(what, actual, expected, largest(expected), tolerance);
  }

  /**
   * @param most what the tolerance is relative to: the largest value of which these are sums, if it
   *     is more than the largest of them
   */
  static void checkClose(
      String what, double[] actual, double[] expected, double most, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]) / most;
      if (!(error <= tolerance)) { // true for NaN
        fail("%s, element %d is %s, expected %s", what, i, actual[i], expected[i]);
      }
    }
  }

  static double largest(double[] values) {
    double most = 1e-3;
    for (double value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }

  /** In C order. */
  static double[] values(INDArray array) {
    double[] values = new double[(int) array.length()];
    ElementView.of(array).read(0, values, values.length);
    return values;
  }
}
