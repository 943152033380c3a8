package dev.skipjack.processor.ir;

import java.util.HashSet;
import java.util.Set;

/** Checks what every graph must satisfy, whichever pass made it. */
public final class GraphVerifier {
  private GraphVerifier() {}

  /**
   * @throws IllegalStateException when a value is used before it is defined, two values share a
   *     name, a type is missing, or an output is undefined
   */
  public static void verify(Graph graph) {
    Set<Value> defined = new HashSet<>(graph.inputs());
    Set<String> names = new HashSet<>();
    graph.inputs().forEach(v -> names.add(v.name()));
    for (Parameter parameter : graph.parameters()) {
      define(parameter.value(), defined, names, "parameter " + parameter.weightName());
    }
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        require(
            defined.contains(input), "'" + input + "' is used before it is defined, in: " + node);
      }
      for (Value output : node.outputs()) {
        define(output, defined, names, node.toString());
      }
    }
    require(defined.containsAll(graph.outputs()), "an output of " + graph.name() + " is undefined");
  }

  private static void define(Value value, Set<Value> defined, Set<String> names, String where) {
    require(!value.type().isError(), "'" + value.name() + "' has no type, in: " + where);
    require(names.add(value.name()), "'" + value.name() + "' is defined twice, in: " + where);
    defined.add(value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalStateException(message);
    }
  }
}
