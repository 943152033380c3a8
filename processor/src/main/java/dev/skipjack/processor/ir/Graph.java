package dev.skipjack.processor.ir;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An immutable dataflow graph in single-assignment form; {@code nodes} are in an order in which
 * they can run.
 */
public record Graph(
    String name,
    List<Value> inputs,
    List<Parameter> parameters,
    List<Node> nodes,
    List<Value> outputs) {
  public Graph {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  public Graph withNodes(List<Node> newNodes) {
    return new Graph(name, inputs, parameters, newNodes, outputs);
  }

  /** Whether a trainable parameter has a part in a value. */
  public boolean isTrained(Value value) {
    Set<Value> trained = new HashSet<>();
    parameters.stream()
        .filter(p -> p.role() == Parameter.Role.TRAINABLE)
        .forEach(p -> trained.add(p.value()));
    for (Node node : nodes) {
      if (node.inputs().stream().anyMatch(trained::contains)) {
        trained.addAll(node.outputs());
      }
    }
    return trained.contains(value);
  }

  /** One line for each node. */
  public String listing() {
    return nodes.stream().map(n -> n + "\n").collect(Collectors.joining());
  }

  /** The text form used in tests, dumps and bug reports. */
  @Override
  public String toString() {
    return inputs.stream()
            .map(Value::toString)
            .collect(Collectors.joining(", ", name + "(", ") {\n"))
        + parameters.stream()
            .map(
                p ->
                    "  "
                        + p.value()
                        + " = "
                        + p.role().name().toLowerCase(java.util.Locale.ROOT)
                        + "\n")
            .collect(Collectors.joining())
        + nodes.stream().map(n -> "  " + n + "\n").collect(Collectors.joining())
        + outputs.stream().map(Value::name).collect(Collectors.joining(", ", "  return ", "\n}\n"));
  }
}
