package dev.skipjack.processor.memory;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A result that may take the memory of an operand which nobody reads afterwards.
 *
 * @param always whether the kernel counts on it: it adds to what is there
 */
record Overwrite(Value operand, Value result, boolean always) {
  static List<Overwrite> of(Node node) {
    if (node.op() instanceof Elementwise.Add
        || node.op() instanceof Elementwise.Activation
        || node.op() instanceof Elementwise.StochasticDepth) {
      return may(node.input(0), node.output());
    }
    if (node.op() instanceof Elementwise.ActivationGradient
        || node.op() instanceof Elementwise.DropoutGradient
        || node.op() instanceof Elementwise.StochasticDepthGradient) {
      return may(node.input(1), node.output());
    }
    if (node.op() instanceof Normalization.NormalizeGradient op && op.addend()) {
      return may(node.input(5), node.outputs().get(op.input() ? 1 : 0));
    }
    if (node.op() instanceof Fused.FoldedConvolution op && op.add()) {
      return may(node.input(node.inputs().size() - 1), node.output());
    }
    if (node.op() instanceof Normalization.StatisticsGradient op && op.accumulate()) {
      return List.of(new Overwrite(node.input(4), node.output(), true));
    }
    if (node.op() instanceof Fused.FusedConvolutionGradient op && op.accumulate()) {
      List<Overwrite> all = new ArrayList<>();
      for (int i = op.firstSoFar(); i < node.inputs().size(); i++) {
        all.add(new Overwrite(node.input(i), node.outputs().get(i - op.firstSoFar()), true));
      }
      return all;
    }
    return List.of();
  }

  private static List<Overwrite> may(Value operand, Value result) {
    return List.of(new Overwrite(operand, result, false));
  }
}
