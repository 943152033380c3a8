package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Drops nodes whose results nobody reads.
 *
 * <pre>
 *   a = f(x)
 *   b = g(x)
 *   return a     ==>   a = f(x)
 *                      return a
 * </pre>
 */
final class EliminateDeadNodes implements Pass {
  @Override
  public Graph run(Graph graph) {
    Set<Value> read = new HashSet<>(graph.outputs());
    Deque<Node> kept = new ArrayDeque<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      // A node without outputs is there for its effect: it updates running statistics.
      if (node.outputs().isEmpty() || node.outputs().stream().anyMatch(read::contains)) {
        read.addAll(node.inputs());
        kept.addFirst(node);
      }
    }
    return graph.withNodes(List.copyOf(kept));
  }
}
