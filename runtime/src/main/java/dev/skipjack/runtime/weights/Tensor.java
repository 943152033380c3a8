package dev.skipjack.runtime.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One tensor of a weight file.
 *
 * @param type F32 or F64
 * @param shape in elements; empty for a scalar
 * @param bytes the elements in C order, little endian
 */
record Tensor(Type type, long[] shape, ByteBuffer bytes) {
  /** The element types that networks use. */
  enum Type {
    F32(Float.BYTES),
    F64(Double.BYTES);

    final int width;

    Type(int width) {
      this.width = width;
    }
  }

  Tensor {
    bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements, widened to double. */
  double[] values() {
    return values(0, bytes.capacity() / type.width);
  }

  /** Some elements, widened to double. */
  double[] values(int first, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      int at = (first + i) * type.width;
      values[i] = type == Type.F32 ? bytes.getFloat(at) : bytes.getDouble(at);
    }
    return values;
  }

  String describe() {
    return describe(shape);
  }

  static String describe(long[] shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x", "[", "]"));
  }
}
