package dev.skipjack.onnx;

import java.util.List;

/**
 * A small tensor that is no weight: sizes, indices, averaging matrices.
 *
 * @param whole whether its elements are integers of 64 bits; else they are floats
 */
record Constant(String name, List<Long> shape, boolean whole, List<? extends Number> values) {
  Constant {
    shape = List.copyOf(shape);
    values = List.copyOf(values);
  }
}
