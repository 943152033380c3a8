package dev.skipjack.onnx;

import java.util.List;

/**
 * One application of an operator.
 *
 * @param operator as ONNX calls it
 * @param name unique, and begins with the path of the model's field
 * @param annotation which annotation asked for it
 * @param inputs names of values, constants and weights; empty for one that is left out
 */
record Node(
    String operator,
    String name,
    String annotation,
    List<String> inputs,
    String output,
    List<Attribute> attributes) {
  Node {
    inputs = List.copyOf(inputs);
    attributes = List.copyOf(attributes);
  }
}
