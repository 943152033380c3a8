package dev.skipjack.runtime.weights;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the header of a file says about one tensor.
 *
 * @param name in the file
 * @param type of its elements
 * @param shape in elements; empty for a scalar
 * @param begin of its bytes, from the end of the header on; the elements lie in C order
 * @param end of its bytes, exclusive
 */
record StoredTensor(String name, ElementType type, long[] shape, long begin, long end) {
  /** Whether it is one of PyTorch's counters of batches; networks have none. */
  boolean isCounter() {
    return name.endsWith(".num_batches_tracked");
  }

  /** Name and shape, and the type if it is not one that networks are read from. */
  String describe() {
    return name + " " + describe(shape) + (type.isReadable() ? "" : " of type " + type);
  }

  static String describe(long[] shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x", "[", "]"));
  }
}
