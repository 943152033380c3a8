package dev.skipjack.runtime.data;

import dev.skipjack.runtime.kernel.Detached;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between Java arrays and one C-order array of FLOAT or DOUBLE, which is dense, or whose
 * images (the first axis) are, as those of a map in the slab of a concatenation. On the CPU backend
 * copies run no ND4J operation and allocate nothing; on others they make one temporary array each.
 * For one thread.
 */
public final class ElementView {
  private final INDArray array;

  /** The array's memory, or null if it has the other type or lies on a device. */
  private final FloatPointer floats;

  private final DoublePointer doubles;
  private float[] scratch = new float[0];

  /** Elements that lie together, and how many elements after them the next ones begin. */
  private final long together;

  private final long stride;

  private ElementView(INDArray array) {
    this.array = array;
    boolean dense = isDense(array, 0);
    this.together = dense ? array.length() : array.length() / array.size(0);
    this.stride = dense ? 0 : array.stride(0);
    boolean direct = Nd4j.getEnvironment().isCPU();
    boolean single = array.dataType() == DataType.FLOAT;
    this.floats = direct && single ? new FloatPointer(array.data().addressPointer()) : null;
    this.doubles = direct && !single ? new DoublePointer(array.data().addressPointer()) : null;
  }

  /**
   * @throws IllegalArgumentException if the array is not FLOAT or DOUBLE, or its images are not
   *     dense
   */
  public static ElementView of(INDArray array) {
    if (array.dataType() != DataType.FLOAT && array.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException("expected FLOAT or DOUBLE, got " + array.dataType());
    }
    if (!isDense(array, 0) && !isDense(array, 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected an array in C order whose images are dense, got shape %s with strides %s",
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
    for (int done = 0; done < count; ) {
      int piece = piece(first + done, count - done);
      readTogether(first + done, values, start + done, piece);
      done += piece;
    }
  }

  private void readTogether(long first, double[] values, int start, int count) {
    if (doubles != null) {
      doubles.position(offset(first)).get(values, start, count);
    } else if (floats != null) {
      float[] copied = scratch(count);
      floats.position(offset(first)).get(copied, 0, count);
      for (int i = 0; i < count; i++) {
        values[start + i] = copied[i];
      }
    } else {
      try (INDArray copy = Detached.create(() -> part(first, count).dup())) {
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
    for (int done = 0; done < count; ) {
      int piece = piece(first + done, count - done);
      writeTogether(values, start + done, piece, first + done);
      done += piece;
    }
  }

  private void writeTogether(double[] values, int start, int count, long first) {
    if (doubles != null) {
      doubles.position(offset(first)).put(values, start, count);
    } else if (floats != null) {
      float[] rounded = scratch(count);
      for (int i = 0; i < count; i++) {
        rounded[i] = (float) values[start + i];
      }
      floats.position(offset(first)).put(rounded, 0, count);
    } else {
      double[] piece = Arrays.copyOfRange(values, start, start + count);
      try (INDArray copy = Detached.create(() -> Nd4j.createFromArray(piece))) {
        part(first, count).assign(copy);
      }
    }
  }

  /** How many of {@code count} elements from {@code first} on lie together. */
  private int piece(long first, int count) {
    return (int) Math.min(count, together - first % together);
  }

  private long offset(long first) {
    return first / together * stride + first % together;
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

  /** Whether the axes from {@code from} on are dense in C order. */
  private static boolean isDense(INDArray array, int from) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= from; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  /** Elements that lie together, in the array's memory: ND4J may copy where it slices a view. */
  private INDArray part(long first, int count) {
    long[] shape = {count};
    long begin = array.offset() + offset(first);
    return Nd4j.create(array.data(), shape, new long[] {1}, begin, 'c', array.dataType());
  }
}
