package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.Normalize;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution or a pool normalises and bounds its input while it reads it, so the normalised map
 * is never stored, and backward never has to keep it.
 *
 * <pre>
 *   z = normalize&lt;relu&gt;(x, m, v, g, b)
 *   y = convolution(z, w)                ==&gt;   y = fused_convolution&lt;prologue(relu)&gt;(x, w, m, v, g, b)
 * </pre>
 *
 * <p>No activations but ReLU and ReLU6: kernels read a pixel several times, forward and backward,
 * and comparisons cost nothing beside what they do with it, but an exponential would. Others are
 * computed once and stored.
 */
final class FusePrologue implements Pass {
  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> normalizations = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Value x = node.valueOrNull(INPUT);
      Node norm = x != null && uses.get(x) == 1 ? normalizations.get(x) : null;
      Op fused = norm == null ? null : fused(node.op(), (Normalize) norm.op());
      if (fused != null) {
        Rewrite.takeOut(nodes, norm);
        Map<Operand, Value> read = norm.values(); // its input and the four vectors
        read.remove(OUTPUT);
        nodes.add(node.as(fused, read));
      } else {
        if (node.op() instanceof Normalize op && !op.add() && boundsAtMost(op)) {
          normalizations.put(node.output(), node);
        }
        nodes.add(node);
      }
    }
    return graph.withNodes(nodes);
  }

  private static boolean boundsAtMost(Normalize norm) {
    return norm.activation() == null
        || norm.activation().kind() == Elementwise.Kind.RELU
        || norm.activation().kind() == Elementwise.Kind.RELU6;
  }

  /** Null if the op cannot take it. */
  private static Op fused(Op op, Normalize norm) {
    if (op instanceof Convolution convolution) {
      return new Fused.FusedConvolution(convolution, norm, false);
    }
    if (op instanceof Fused.FoldedConvolution folded
        && folded.prologue() == null
        && !folded.gated()) {
      return folded.withPrologue(norm);
    }
    if (op instanceof Pooling.Pool pool) {
      return new Pooling.FusedPool(pool, norm);
    }
    return null;
  }
}
