package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.RIGHT;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The end of a residual block in one op, when nobody else reads what lies between.
 *
 * <pre>
 *   n = normalize(x, m, v, g, b)
 *   s = add(n, shortcut)
 *   y = relu(s)                    ==&gt;   y = normalize&lt;add relu&gt;(x, m, v, g, b, shortcut)
 * </pre>
 */
final class FuseResidualAdd implements Pass {
  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> producers = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node sum =
          node.op() instanceof Elementwise.Activation
              ? onlyUsed(node.value(INPUT), uses, producers)
              : null;
      if (sum != null
          && sum.op() instanceof Elementwise.Add
          && fuse(sum, node, uses, producers, nodes)) {
        continue;
      }
      node.outputs().forEach(v -> producers.put(v, node));
      nodes.add(node);
    }
    return graph.withNodes(nodes);
  }

  private static boolean fuse(
      Node sum,
      Node activation,
      Map<Value, Integer> uses,
      Map<Value, Node> producers,
      List<Node> nodes) {
    for (Operand side : List.of(LEFT, RIGHT)) {
      Node norm = onlyUsed(sum.value(side), uses, producers);
      if (norm != null
          && norm.op() instanceof Normalization.Normalize op
          && !op.add()
          && op.activation() == null) {
        Rewrite.takeOut(nodes, norm);
        Rewrite.takeOut(nodes, sum);
        Map<Operand, Value> values = norm.values();
        values.put(ADDEND, sum.value(side == LEFT ? RIGHT : LEFT));
        values.put(OUTPUT, activation.output());
        Op fused =
            new Normalization.Normalize(
                op.epsilon(), true, (Elementwise.Activation) activation.op());
        nodes.add(Node.of(fused, values, sum.origin()));
        return true;
      }
    }
    return false;
  }

  private static Node onlyUsed(Value value, Map<Value, Integer> uses, Map<Value, Node> producers) {
    return uses.get(value) == 1 ? producers.get(value) : null;
  }
}
