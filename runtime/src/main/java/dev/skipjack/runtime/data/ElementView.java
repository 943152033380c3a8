package dev.skipjack.runtime.data;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Copies between Java arrays and one dense C-order array of FLOAT or DOUBLE. On the CPU backend
 * copies run no ND4J operation and allocate nothing; on others they make one temporary array each.
 * For one thread.
 */
public final class ElementView {
  private final INDArray array;

  /** The array's memory, or null if it has the other type or lies on a device. */
  private final FloatPointer floats;

  private final DoublePointer doubles;
  private float[] scratch = new float[0];

  private ElementView(INDArray array) {
    this.array = array;
    boolean direct = Nd4j.getEnvironment().isCPU();
    boolean single = array.dataType() == DataType.FLOAT;
    this.floats = direct && single ? new FloatPointer(array.data().addressPointer()) : null;
    this.doubles = direct && !single ? new DoublePointer(array.data().addressPointer()) : null;
  }

  /**
   * @throws IllegalArgumentException if the array is not dense FLOAT or DOUBLE
   */
  public static ElementView of(INDArray array) {
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
    return new ElementView(array);
  }

  /** The view that a caller had last, which may be null, if it is of this array; or a new one. */
  public static ElementView of(INDArray array, ElementView last) {
    return last != null && last.array == array ? last : of(array);
  }

  /**
   * Copies {@code count} elements, from element {@code first} in C order on, to the start of {@code
   * values}.
   *
   * @throws IllegalArgumentException if array or values are too short
   */
  public void read(long first, double[] values, int count) {
    read(first, values, 0, count);
  }

  /** The same to {@code values} from {@code start} on. */
  public void read(long first, double[] values, int start, int count) {
    check(first, values.length - start, count);
    if (doubles != null) {
      doubles.position(first).get(values, start, count);
    } else if (floats != null) {
      float[] copied = scratch(count);
      floats.position(first).get(copied, 0, count);
      for (int i = 0; i < count; i++) {
        values[start + i] = copied[i];
      }
    } else {
      try (INDArray copy = part(first, count).dup()) {
        System.arraycopy(copy.data().asDouble(), 0, values, start, count);
      }
    }
  }

  /**
   * Copies the first {@code count} of {@code values} to the array, from element {@code first} in C
   * order on, rounding to its type.
   *
   * @throws IllegalArgumentException if array or values are too short
   */
  public void write(double[] values, int count, long first) {
    write(values, 0, count, first);
  }

  /** The same from {@code start} of {@code values} on. */
  public void write(double[] values, int start, int count, long first) {
    check(first, values.length - start, count);
    if (doubles != null) {
      doubles.position(first).put(values, start, count);
    } else if (floats != null) {
      float[] rounded = scratch(count);
      for (int i = 0; i < count; i++) {
        rounded[i] = (float) values[start + i];
      }
      floats.position(first).put(rounded, 0, count);
    } else {
      try (INDArray copy = Nd4j.createFromArray(Arrays.copyOfRange(values, start, start + count))) {
        part(first, count).assign(copy);
      }
    }
  }

  private float[] scratch(int count) {
    if (scratch.length < count) {
      scratch = new float[count];
    }
    return scratch;
  }

  private void check(long first, int available, int count) {
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

  private INDArray part(long first, int count) {
    return array.reshape(array.length()).get(NDArrayIndex.interval(first, first + count));
  }
}
