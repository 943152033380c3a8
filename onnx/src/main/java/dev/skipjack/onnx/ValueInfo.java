package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import java.util.List;

/**
 * An input or output of the model.
 *
 * @param shape numbers, and names of what is known at run time alone: {@code N}, {@code H}
 */
record ValueInfo(String name, List<String> shape) {
  ValueInfo {
    shape = List.copyOf(shape);
  }

  /**
   * @param size of a map; null for features
   */
  static ValueInfo of(String name, int channels, MapSize size) {
    String own = Integer.toString(channels);
    return new ValueInfo(
        name,
        size == null
            ? List.of("N", own)
            : List.of("N", own, size.height().describe("H"), size.width().describe("W")));
  }
}
