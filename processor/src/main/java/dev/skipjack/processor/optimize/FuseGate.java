package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.SCALE;

import dev.skipjack.processor.ir.Elementwise.Factors;
import dev.skipjack.processor.ir.Elementwise.Multiply;
import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A 1 x 1 convolution multiplies the channels of its input by their factors while it reads them, if
 * nobody else reads the product: that is not stored. It comes behind {@link
 * FuseSeparableConvolution}, which takes the 1 x 1 convolutions that save more as a part of theirs.
 *
 * <pre>
 *   g = multiply&lt;channels&gt;(x, s)
 *   y = folded_convolution&lt;1x1&gt;(g, w)   ==&gt;   y = folded_convolution&lt;1x1 gated&gt;(x, s, w)
 * </pre>
 */
final class FuseGate implements Pass {
  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> gates = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node gate = node.op() instanceof FoldedConvolution ? gates.get(node.value(INPUT)) : null;
      if (gate != null && uses.get(gate.output()) == 1 && takesGate(node)) {
        Rewrite.takeOut(nodes, gate);
        nodes.add(gated(node, gate));
      } else {
        nodes.add(node);
      }
      if (isGate(node)) {
        gates.put(node.output(), node);
      }
    }
    return graph.withNodes(nodes);
  }

  /** Whether channels are multiplied by factors. */
  static boolean isGate(Node node) {
    return node.op() instanceof Multiply multiply && multiply.factors() == Factors.CHANNELS;
  }

  private static boolean takesGate(Node node) {
    FoldedConvolution op = (FoldedConvolution) node.op();
    return op.convolution().isPointwise() && op.prologue() == null && !op.gated();
  }

  private static Node gated(Node node, Node gate) {
    FoldedConvolution op = (FoldedConvolution) node.op();
    return node.as(op.withGate(), Map.of(INPUT, gate.value(INPUT), SCALE, gate.value(SCALE)));
  }
}
