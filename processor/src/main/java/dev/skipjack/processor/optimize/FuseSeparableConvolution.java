package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.ADDEND;
import static dev.skipjack.processor.ir.Operand.BIAS;
import static dev.skipjack.processor.ir.Operand.EXPAND_BETA;
import static dev.skipjack.processor.ir.Operand.EXPAND_BIAS;
import static dev.skipjack.processor.ir.Operand.EXPAND_GAMMA;
import static dev.skipjack.processor.ir.Operand.EXPAND_MEAN;
import static dev.skipjack.processor.ir.Operand.EXPAND_VARIANCE;
import static dev.skipjack.processor.ir.Operand.EXPAND_WEIGHT;
import static dev.skipjack.processor.ir.Operand.FOLD_BETA;
import static dev.skipjack.processor.ir.Operand.FOLD_GAMMA;
import static dev.skipjack.processor.ir.Operand.FOLD_MEAN;
import static dev.skipjack.processor.ir.Operand.FOLD_VARIANCE;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.PROJECT_BETA;
import static dev.skipjack.processor.ir.Operand.PROJECT_BIAS;
import static dev.skipjack.processor.ir.Operand.PROJECT_GAMMA;
import static dev.skipjack.processor.ir.Operand.PROJECT_MEAN;
import static dev.skipjack.processor.ir.Operand.PROJECT_VARIANCE;
import static dev.skipjack.processor.ir.Operand.PROJECT_WEIGHT;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Elementwise.Activation;
import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Fused.SeparableConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A depthwise convolution and the 1 x 1 convolutions around it in one op, when nobody else reads
 * what lies between: the largest maps of a mobile network are never written. Only where their
 * channels fill blocks, in which they are computed.
 *
 * <pre>
 *   e = folded_convolution&lt;1x1&gt;(x, v)
 *   d = folded_convolution&lt;depthwise&gt;(e, w)
 *   y = folded_convolution&lt;1x1&gt;(d, u)        ==&gt;   y = separable_convolution(x, v, w, u)
 * </pre>
 */
final class FuseSeparableConvolution implements Pass {
  private static final Map<Operand, Operand> EXPAND =
      Map.of(
          WEIGHT, EXPAND_WEIGHT,
          BIAS, EXPAND_BIAS,
          FOLD_MEAN, EXPAND_MEAN,
          FOLD_VARIANCE, EXPAND_VARIANCE,
          FOLD_GAMMA, EXPAND_GAMMA,
          FOLD_BETA, EXPAND_BETA);
  private static final Map<Operand, Operand> PROJECT =
      Map.of(
          WEIGHT, PROJECT_WEIGHT,
          BIAS, PROJECT_BIAS,
          FOLD_MEAN, PROJECT_MEAN,
          FOLD_VARIANCE, PROJECT_VARIANCE,
          FOLD_GAMMA, PROJECT_GAMMA,
          FOLD_BETA, PROJECT_BETA);

  @Override
  public Graph run(Graph graph) {
    Map<Value, Integer> uses = Rewrite.countUses(graph);
    Map<Value, Node> producers = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node before = before(node, uses, producers);
      Node next = node;
      if (before != null) {
        Rewrite.takeOut(nodes, before);
        next = fuse(before, node);
      }
      for (Value output : next.outputs()) {
        producers.put(output, next);
      }
      nodes.add(next);
    }
    return graph.withNodes(nodes);
  }

  /** What goes into one op with the node, or null. */
  private static Node before(Node node, Map<Value, Integer> uses, Map<Value, Node> producers) {
    Value x = node.op() instanceof FoldedConvolution ? node.value(INPUT) : null;
    Node before = x != null && uses.get(x) == 1 ? producers.get(x) : null;
    if (before == null) {
      return null;
    }
    FoldedConvolution op = (FoldedConvolution) node.op();
    boolean expanded =
        isDepthwise(op)
            && before.op() instanceof FoldedConvolution expand
            && isPointwise(expand)
            && endsWithin(expand.activation())
            && !expand.add()
            && !savesMoreWithGate(before, uses, producers);
    boolean projects =
        isPointwise(op)
            && (before.op() instanceof FoldedConvolution depthwise && isDepthwise(depthwise)
                || before.op() instanceof SeparableConvolution fused && fused.project() == null);
    return expanded || projects ? before : null;
  }

  /**
   * A 1 x 1 convolution behind a gate is computed with one of its neighbours: either what it reads
   * is never written, or what it makes; that with more channels should not be.
   */
  private static boolean savesMoreWithGate(
      Node expand, Map<Value, Integer> uses, Map<Value, Node> producers) {
    Value x = expand.value(INPUT);
    Node gate = uses.get(x) == 1 ? producers.get(x) : null;
    Convolution s = ((FoldedConvolution) expand.op()).convolution();
    return gate != null && FuseGate.isGate(gate) && s.inChannels() >= s.outChannels();
  }

  private static Node fuse(Node before, Node node) {
    FoldedConvolution op = (FoldedConvolution) node.op();
    Map<Operand, Value> values = before.values();
    values.put(OUTPUT, node.output());
    if (isDepthwise(op)) {
      FoldedConvolution expand = (FoldedConvolution) before.op();
      Map<Operand, Value> renamed = new EnumMap<>(node.values());
      renamed.put(INPUT, before.value(INPUT));
      EXPAND.forEach((name, as) -> putIfThere(renamed, as, before.valueOrNull(name)));
      return Node.of(new SeparableConvolution(expand, op, null), renamed, node.origin());
    }
    PROJECT.forEach((name, as) -> putIfThere(values, as, node.valueOrNull(name)));
    putIfThere(values, ADDEND, node.valueOrNull(ADDEND));
    SeparableConvolution fused =
        before.op() instanceof SeparableConvolution known
            ? new SeparableConvolution(known.expand(), known.depthwise(), op)
            : new SeparableConvolution(null, (FoldedConvolution) before.op(), op);
    return Node.of(fused, values, node.origin());
  }

  private static void putIfThere(Map<Operand, Value> values, Operand name, Value value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  private static boolean isDepthwise(FoldedConvolution op) {
    Convolution s = op.convolution();
    return s.groups() == s.inChannels()
        && s.groups() == s.outChannels()
        && s.stride().height() == s.stride().width()
        && s.dilation() == 1
        && Layout.fillsBlocks(s.outChannels())
        && endsWithin(op.activation())
        && !op.scaled()
        && op.prologue() == null
        && !op.add();
  }

  /**
   * What the fast kernel has in registers, or in a loop that is compiled by itself or is short: the
   * others turn vectors into objects within it, as HotSpot stops inlining.
   */
  private static boolean endsWithin(Activation activation) {
    return activation == null
        || switch (activation.kind()) {
          case RELU, RELU6, LEAKY_RELU, SIGMOID, HARD_SIGMOID, SILU, HARD_SWISH, GELU -> true;
          case ELU, TANH, GELU_TANH, MISH -> false;
        };
  }

  private static boolean isPointwise(FoldedConvolution op) {
    return op.convolution().isPointwise() && op.prologue() == null && !op.scaled();
  }
}
