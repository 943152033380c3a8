package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Normalise and activate in one op, when nobody else reads what lies between.
 *
 * <pre>
 *   n = normalize(x, m, v, g, b)
 *   y = relu(n)                    ==>   y = normalize&lt;relu&gt;(x, m, v, g, b)
 * </pre>
 */
final class FuseNormalizeActivation implements Pass {
  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> normalizations = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node producer =
          node.op() instanceof Elementwise.Activation && uses.get(node.value(INPUT)) == 1
              ? normalizations.get(node.value(INPUT))
              : null;
      if (producer != null) {
        Rewrite.takeOut(nodes, producer);
        nodes.add(fuse(producer, node));
      } else {
        if (node.op() instanceof Normalization.Normalize normalize
            && normalize.activation() == null) {
          normalizations.put(node.output(), node);
        }
        nodes.add(node);
      }
    }
    return graph.withNodes(nodes);
  }

  private static Node fuse(Node producer, Node activation) {
    double epsilon = ((Normalization.Normalize) producer.op()).epsilon();
    return producer.as(
        new Normalization.Normalize(epsilon, false, (Elementwise.Activation) activation.op()),
        Map.of(OUTPUT, activation.output()));
  }
}
