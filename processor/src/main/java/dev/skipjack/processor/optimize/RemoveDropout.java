package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * Dropout and stochastic depth scale what they keep while training, so inference has nothing to do.
 *
 * <pre>
 *   y, mask = dropout(x)
 *   z = f(y)                 ==>   z = f(x)
 * </pre>
 */
final class RemoveDropout implements Pass {
  @Override
  public boolean isOptional() {
    return false;
  }

  @Override
  public Graph run(Graph graph) {
    Rewrite rewrite = new Rewrite();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Elementwise.Dropout
          || node.op() instanceof Elementwise.StochasticDepth) {
        rewrite.replace(node.output(), node.value(Operand.INPUT));
      } else {
        nodes.add(rewrite.now(node));
      }
    }
    return new Graph(
        graph.name(), graph.inputs(), graph.parameters(), nodes, rewrite.now(graph.outputs()));
  }
}
