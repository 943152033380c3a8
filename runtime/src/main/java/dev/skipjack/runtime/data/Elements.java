package dev.skipjack.runtime.data;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Copies between Java arrays and dense C-order arrays of FLOAT or DOUBLE. On the CPU backend
 * nothing native is allocated; on others one temporary array per call.
 */
public final class Elements {
  private Elements() {}

  /**
   * Copies {@code count} elements of {@code array}, from element {@code first} in C order on, to
   * the start of {@code values}.
   *
   * @throws IllegalArgumentException if the array is not dense FLOAT or DOUBLE, or too short
   */
  public static void read(INDArray array, long first, double[] values, int count) {
    check(array, first, values.length, count);
    if (!Nd4j.getEnvironment().isCPU()) {
      try (INDArray copy = part(array, first, count).dup()) {
        System.arraycopy(copy.data().asDouble(), 0, values, 0, count);
      }
    } else if (array.dataType() == DataType.DOUBLE) {
      doubles(array, first, count).get(values, 0, count);
    } else {
      FloatBuffer source = floats(array, first, count);
      for (int i = 0; i < count; i++) {
        values[i] = source.get(i);
      }
    }
  }

  /**
   * Copies the first {@code count} of {@code values} to {@code array}, from element {@code first}
   * in C order on, rounding to the array's type.
   *
   * @throws IllegalArgumentException if the array is not dense FLOAT or DOUBLE, or too short
   */
  public static void write(double[] values, int count, INDArray array, long first) {
    check(array, first, values.length, count);
    if (!Nd4j.getEnvironment().isCPU()) {
      try (INDArray copy = Nd4j.createFromArray(Arrays.copyOf(values, count))) {
        part(array, first, count).assign(copy);
      }
    } else if (array.dataType() == DataType.DOUBLE) {
      doubles(array, first, count).put(values, 0, count);
    } else {
      FloatBuffer target = floats(array, first, count);
      for (int i = 0; i < count; i++) {
        target.put(i, (float) values[i]);
      }
    }
  }

  private static void check(INDArray array, long first, int available, int count) {
    if (array.dataType() != DataType.FLOAT && array.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException("expected FLOAT or DOUBLE, got " + array.dataType());
    }
    if (!isDense(array)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a dense array in C order, got shape %s with strides %s",
              Arrays.toString(array.shape()),
              Arrays.toString(array.stride())));
    }
    if (first < 0 || count < 0 || first + count > array.length() || count > available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "elements %d to %d do not fit an array of %d and %d values",
              first,
              first + count,
              array.length(),
              available));
    }
  }

  private static boolean isDense(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  private static INDArray part(INDArray array, long first, int count) {
    return array.reshape(array.length()).get(NDArrayIndex.interval(first, first + count));
  }

  private static FloatBuffer floats(INDArray array, long first, int count) {
    FloatPointer pointer = new FloatPointer(array.data().addressPointer());
    return pointer.position(first).limit(first + count).asBuffer();
  }

  private static DoubleBuffer doubles(INDArray array, long first, int count) {
    DoublePointer pointer = new DoublePointer(array.data().addressPointer());
    return pointer.position(first).limit(first + count).asBuffer();
  }
}
