package dev.skipjack.runtime.weights;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the header of a file says about one tensor.
 *
 * @param name in the file
 * @param type of its elements
 * @param shape in elements; empty for a scalar
 * @param position of its first byte in the file; the elements lie in C order
 */
record StoredTensor(String name, ElementType type, long[] shape, long position) {
  String describe() {
    return name + " " + describe(shape);
  }

  static String describe(long[] shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x", "[", "]"));
  }
}
