package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Fused.FusedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution takes the statistics of its output while it writes it. In the backward pass it
 * corrects the gradient of its output while it reads it, once for all that normalise it.
 *
 * <pre>
 *   y = convolution(x, w)
 *   m, v = statistics(y)     ==&gt;   y, m, v = fused_convolution&lt;statistics&gt;(x, w)
 * </pre>
 */
final class FuseStatistics implements Pass {
  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> convolutions = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Integer at =
          node.op() instanceof Normalization.Statistics
              ? convolutions.remove(node.value(INPUT))
              : null;
      if (at != null) {
        nodes.set(at, fuse(nodes.get(at), node));
      } else {
        if (node.op() instanceof Convolution || node.op() instanceof FusedConvolution) {
          convolutions.put(node.output(), nodes.size());
        }
        nodes.add(node);
      }
    }
    return graph.withNodes(nodes);
  }

  private static Node fuse(Node convolution, Node statistics) {
    FusedConvolution op =
        convolution.op() instanceof FusedConvolution fused
            ? new FusedConvolution(fused.convolution(), fused.prologue(), true)
            : new FusedConvolution((Convolution) convolution.op(), null, true);
    return convolution.as(
        op,
        Map.of(OUTPUT_MEAN, statistics.value(MEAN), OUTPUT_VARIANCE, statistics.value(VARIANCE)));
  }
}
