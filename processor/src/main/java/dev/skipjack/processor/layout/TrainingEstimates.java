package dev.skipjack.processor.layout;

import static dev.skipjack.processor.ir.Operand.INPUT;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Fused.FusedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.Normalize;
import dev.skipjack.processor.ir.Normalization.Statistics;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.Optional;
import java.util.Set;

/** What each node of a network that trains is estimated to take, with its gradient. */
final class TrainingEstimates {
  private final Set<Value> images;

  TrainingEstimates(Graph graph) {
    this.images = Set.copyOf(graph.inputs());
  }

  /** Empty if it takes the same in every layout. */
  Optional<NodeCost> of(Node node) {
    if (Mode.TRAINING.fast(node.op()) == LayoutRule.PLANES) {
      return Optional.empty();
    }
    Value x = node.valueOrNull(INPUT);
    NodeCost cost = null;
    if (node.op() instanceof FusedConvolution op) {
      cost = convolution(x, op.convolution(), node.output());
    } else if (node.op() instanceof Convolution op) {
      cost = convolution(x, op, node.output());
    } else if (node.op() instanceof Pooling.Pool op) {
      cost = pool(x, op, node.output().type());
    } else if (node.op() instanceof Pooling.FusedPool op) {
      cost = pool(x, op.pool(), node.output().type());
    } else if (node.op() instanceof Normalize op) {
      cost = NodeCost.of(x, layout -> TrainingCosts.normalize(x.type(), op.add(), layout));
    } else if (node.op() instanceof Statistics) {
      cost = NodeCost.of(x, layout -> TrainingCosts.statistics(x.type(), layout));
    } else if (LayoutClasses.canConvert(node)) {
      cost =
          new NodeCost(
              x, node.output(), (from, to) -> from == to ? 0 : TrainingCosts.reorder(x.type()));
    }
    return Optional.ofNullable(cost);
  }

  private NodeCost convolution(Value x, Convolution op, Value out) {
    boolean isImage = images.contains(x);
    return new NodeCost(
        x,
        out,
        (from, to) -> TrainingCosts.convolution(op, x.type(), from, out.type(), to, isImage));
  }

  private static NodeCost pool(Value x, Pooling.Pool op, TensorType out) {
    return NodeCost.of(x, layout -> TrainingCosts.pool(op, out, layout));
  }
}
