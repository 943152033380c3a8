package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values that a pass replaced by others, applied to the nodes that still read them. */
final class Rewrite {
  private final Map<Value, Value> replaced = new HashMap<>();

  void replace(Value old, Value by) {
    replaced.put(old, now(by));
  }

  Value now(Value value) {
    return replaced.getOrDefault(value, value);
  }

  Node now(Node node) {
    return new Node(node.op(), now(node.inputs()), node.outputs(), node.origin());
  }

  List<Value> now(List<Value> values) {
    return values.stream().map(this::now).toList();
  }

  /** Removes this very node, which is near the end. */
  static void takeOut(List<Node> nodes, Node node) {
    int at = nodes.size() - 1;
    while (nodes.get(at) != node) {
      at--;
    }
    nodes.remove(at);
  }

  /** How often each value is read, by nodes and as an output of the graph. */
  static Map<Value, Integer> countUses(Graph graph) {
    Map<Value, Integer> uses = new HashMap<>();
    graph.nodes().forEach(n -> n.inputs().forEach(v -> uses.merge(v, 1, Integer::sum)));
    graph.outputs().forEach(v -> uses.merge(v, 1, Integer::sum));
    return uses;
  }
}
