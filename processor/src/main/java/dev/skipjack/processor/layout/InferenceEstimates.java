package dev.skipjack.processor.layout;

import static dev.skipjack.processor.ir.Operand.INPUT;

import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Fused.SeparableConvolution;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.Optional;

/** What each node of a network that predicts is estimated to take. */
final class InferenceEstimates {
  private InferenceEstimates() {}

  /** Empty if it takes the same in every layout. */
  static Optional<NodeCost> of(Node node) {
    Value x = node.valueOrNull(INPUT);
    NodeCost cost = null;
    if (node.op() instanceof FoldedConvolution op) {
      TensorType out = node.output().type();
      cost =
          between(
              node,
              (from, to) -> LayoutCosts.convolution(op.convolution(), x.type(), from, out, to));
    } else if (node.op() instanceof SeparableConvolution) {
      TensorType out = node.output().type();
      cost = between(node, (from, to) -> LayoutCosts.separable(x.type(), from, out, to));
    } else if (node.op() instanceof Pooling.Pool op) {
      cost = pool(x, op, node.output().type());
    } else if (node.op() instanceof Pooling.FusedPool op) {
      cost = pool(x, op.pool(), node.output().type());
    } else if (LayoutClasses.canConvert(node)) {
      TensorType map = node.output().type();
      cost =
          between(
              node, (from, to) -> from == to ? LayoutCosts.copy(map) : LayoutCosts.reorder(map));
    }
    return Optional.ofNullable(cost);
  }

  /** By how its input and its output lie. */
  private static NodeCost between(Node node, NodeCost.Estimate nanoseconds) {
    return new NodeCost(node.value(INPUT), node.output(), nanoseconds);
  }

  private static NodeCost pool(Value x, Pooling.Pool op, TensorType out) {
    return NodeCost.of(x, layout -> LayoutCosts.pool(op, out, layout));
  }
}
