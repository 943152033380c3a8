package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.Normalize;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Batch norm behind a convolution is an affine map with constant factors: it becomes a part of
 * weight and bias. The sum of a residual block and a ReLU happen while the output is written.
 *
 * <pre>
 *   c = folded_convolution(x, w)
 *   y = normalize&lt;relu&gt;(c, rm, rv, g, b)   ==&gt;   y = folded_convolution&lt;fold relu&gt;(x, w, rm, rv, g, b)
 *
 *   c = folded_convolution(x, w)
 *   y = relu(c)                            ==&gt;   y = folded_convolution&lt;relu&gt;(x, w)
 * </pre>
 */
final class FoldEpilogue implements Pass {
  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> convolutions = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node convolution =
          !node.inputs().isEmpty() && uses.get(node.input(0)) == 1
              ? convolutions.get(node.input(0))
              : null;
      Node next = node;
      if (convolution != null && canFold(convolution, node)) {
        Rewrite.takeOut(nodes, convolution);
        next = fold(convolution, node);
      }
      if (next.op() instanceof FoldedConvolution op && !op.add() && !op.relu()) {
        convolutions.put(next.output(), next);
      }
      nodes.add(next);
    }
    return graph.withNodes(nodes);
  }

  /** One batch norm, and a ReLU behind it or without it. */
  private static boolean canFold(Node convolution, Node node) {
    return Rewrite.isRelu(node)
        || (node.op() instanceof Normalize
            && ((FoldedConvolution) convolution.op()).fold() == null);
  }

  private static Node fold(Node convolution, Node node) {
    FoldedConvolution op = (FoldedConvolution) convolution.op();
    List<Value> inputs = new ArrayList<>(convolution.inputs());
    inputs.addAll(node.inputs().subList(1, node.inputs().size()));
    boolean relu = true;
    boolean add = false;
    Normalize fold = op.fold();
    if (node.op() instanceof Normalize norm) {
      fold = new Normalize(norm.epsilon(), false, false);
      relu = norm.relu();
      add = norm.add();
    }
    return new Node(
        new FoldedConvolution(op.convolution(), op.prologue(), fold, add, relu),
        inputs,
        node.output(),
        convolution.origin());
  }
}
