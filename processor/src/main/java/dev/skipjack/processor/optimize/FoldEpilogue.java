package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.FOLD_BETA;
import static dev.skipjack.processor.ir.Operand.FOLD_GAMMA;
import static dev.skipjack.processor.ir.Operand.FOLD_MEAN;
import static dev.skipjack.processor.ir.Operand.FOLD_VARIANCE;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.RIGHT;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.Normalize;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Batch norm or layer scale behind a convolution is an affine map with constant factors: it becomes
 * a part of weight and bias. The sum of a residual block and an activation happen while the output
 * is written.
 *
 * <pre>
 *   c = folded_convolution(x, w)
 *   y = normalize&lt;relu&gt;(c, rm, rv, g, b)   ==&gt;   y = folded_convolution&lt;fold relu&gt;(x, w, rm, rv, g, b)
 *
 *   c = folded_convolution(x, w)
 *   y = layer_scale(c, v)                  ==&gt;   y = folded_convolution&lt;scaled&gt;(x, w, v)
 *
 *   c = folded_convolution(x, w)
 *   y = relu(c)                            ==&gt;   y = folded_convolution&lt;relu&gt;(x, w)
 *
 *   c = folded_convolution(x, w)
 *   y = add(c, s)                          ==&gt;   y = folded_convolution&lt;add&gt;(x, w, s)
 * </pre>
 */
final class FoldEpilogue implements Pass {
  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> convolutions = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node next = node;
      for (Operand operand : List.of(INPUT, LEFT, RIGHT)) {
        Value x = node.valueOrNull(operand);
        Node convolution = x != null && uses.get(x) == 1 ? convolutions.get(x) : null;
        if (next == node && convolution != null && canFold(convolution, node)) {
          Rewrite.takeOut(nodes, convolution);
          next = fold(convolution, node, operand);
        }
      }
      if (next.op() instanceof FoldedConvolution op && op.activation() == null) {
        convolutions.put(next.output(), next);
      }
      nodes.add(next);
    }
    return graph.withNodes(nodes);
  }

  /** One batch norm or layer scale, one sum, then an activation; any of them may be missing. */
  private static boolean canFold(Node convolution, Node node) {
    FoldedConvolution op = (FoldedConvolution) convolution.op();
    return node.op() instanceof Elementwise.Activation
        || (node.op() instanceof Elementwise.Add && !op.add())
        || ((node.op() instanceof Normalize || node.op() instanceof Elementwise.LayerScale)
            && op.fold() == null
            && !op.scaled()
            && !op.add());
  }

  private static Node fold(Node convolution, Node node, Operand folded) {
    FoldedConvolution op = (FoldedConvolution) convolution.op();
    Map<Operand, Value> changed = new EnumMap<>(Map.of(OUTPUT, node.output()));
    if (node.op() instanceof Elementwise.Activation alone) {
      op = op.withActivation(alone);
    } else if (node.op() instanceof Elementwise.Add) {
      op = op.withAdd(true);
      changed.put(ADDEND, node.value(folded == LEFT ? RIGHT : LEFT));
    } else if (node.op() instanceof Elementwise.LayerScale) {
      op = op.withLayerScale();
      changed.put(FOLD_GAMMA, node.value(WEIGHT));
    } else if (node.op() instanceof Normalize norm) {
      op = op.withFold(norm.epsilon()).withAdd(norm.add()).withActivation(norm.activation());
      changed.put(FOLD_MEAN, node.value(MEAN));
      changed.put(FOLD_VARIANCE, node.value(VARIANCE));
      changed.put(FOLD_GAMMA, node.value(GAMMA));
      changed.put(FOLD_BETA, node.value(BETA));
      changed.put(ADDEND, node.valueOrNull(ADDEND));
    }
    return convolution.as(op, changed);
  }
}
