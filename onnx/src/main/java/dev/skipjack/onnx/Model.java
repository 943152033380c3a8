package dev.skipjack.onnx;

import dev.skipjack.runtime.parameters.Parameter;
import java.util.List;
import java.util.Map;

/**
 * Everything that an ONNX file says but the elements of the weights.
 *
 * @param weights in the order of the weight file
 * @param metadata free text by free keys, in the order of the file
 */
record Model(
    String name,
    List<ValueInfo> inputs,
    List<ValueInfo> outputs,
    List<Node> nodes,
    List<Constant> constants,
    List<Parameter> weights,
    Map<String, String> metadata) {
  /** Bytes of the weights in the file. */
  long weightBytes() {
    return weights.stream().mapToLong(weight -> weight.length() * Float.BYTES).sum();
  }
}
