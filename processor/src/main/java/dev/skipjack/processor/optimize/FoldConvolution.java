package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import java.util.Map;

/**
 * The parameters of a network that predicts are constants: its convolutions prepare them once.
 *
 * <pre>
 *   y = convolution(x, w)   ==&gt;   y = folded_convolution(x, w)
 * </pre>
 */
final class FoldConvolution implements Pass {
  @Override
  public Graph run(Graph graph) {
    return graph.withNodes(graph.nodes().stream().map(FoldConvolution::fold).toList());
  }

  private static Node fold(Node node) {
    return node.op() instanceof Convolution op ? node.as(FoldedConvolution.of(op), Map.of()) : node;
  }
}
