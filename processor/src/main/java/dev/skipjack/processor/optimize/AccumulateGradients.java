package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.LEFT;
import static dev.skipjack.processor.ir.Operand.RIGHT;

import dev.skipjack.processor.ir.Aliasing;
import dev.skipjack.processor.ir.Contraction.ConvolutionGradient;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Fused.FusedConvolution;
import dev.skipjack.processor.ir.Fused.FusedConvolutionGradient;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.StatisticsGradient;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Overwrite;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one more reader of a value contributes to its gradient is added where the sum lies, not
 * written and added afterwards. In a dense block that sum is the gradient slab.
 *
 * <pre>
 *   p = convolution_gradient(x, w, g)
 *   s = add(a, p)                       ==&gt;   s = fused_convolution_gradient&lt;accumulate&gt;(x, w, g, a)
 * </pre>
 */
final class AccumulateGradients implements Pass {
  @Override
  public Graph run(Graph graph) {
    return new Run(graph).run();
  }

  private static final class Run {
    private final Graph graph;
    private final Map<Value, Integer> uses;
    private final Windows windows;
    private final Map<Value, Node> sums = new HashMap<>();
    private final Set<Value> ready = new HashSet<>();
    private final Set<Node> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Node> nodes = new ArrayList<>();

    Run(Graph graph) {
      this.graph = graph;
      this.uses = Rewrite.countUses(graph);
      this.windows = new Windows(graph);
      for (Node node : graph.nodes()) {
        if (node.op() instanceof Elementwise.Add) {
          sums.put(node.value(RIGHT), node);
        }
      }
    }

    Graph run() {
      for (int i = 0; i < graph.nodes().size(); i++) {
        Node node = graph.nodes().get(i);
        if (!done.contains(node)) {
          Node now = accumulated(node, i);
          nodes.add(now);
          ready.addAll(now.outputs());
        }
      }
      return graph.withNodes(nodes);
    }

    /** The node itself unless each of its gradients that can be added to has a sum to go to. */
    private Node accumulated(Node node, int index) {
      Op accumulating = accumulating(node.op());
      if (accumulating == null
          || !(Aliasing.of(accumulating) instanceof Aliasing.Written written)) {
        return node;
      }
      Map<Operand, Value> changed = new EnumMap<>(Operand.class);
      List<Node> added = new ArrayList<>();
      for (Overwrite overwrite : written.overwrites()) {
        Node sum = sums.get(node.value(overwrite.result()));
        if (sum == null || uses.get(sum.value(RIGHT)) != 1 || !canGrow(sum.value(LEFT), index)) {
          return node;
        }
        changed.put(overwrite.operand(), sum.value(LEFT));
        changed.put(overwrite.result(), sum.output());
        added.add(sum);
      }
      done.addAll(added);
      return node.as(accumulating, changed);
    }

    /**
     * Made here already, read by the sum alone, and no part of what others still read: neither
     * nodes behind this one nor itself, which reads while it adds.
     */
    private boolean canGrow(Value sofar, int index) {
      return ready.contains(sofar)
          && uses.get(sofar) == 1
          && !windows.isReadElsewhere(sofar, index);
    }
  }

  /** The op that adds its gradients to what is there, or null if it has none that others add to. */
  private static Op accumulating(Op op) {
    if (op instanceof StatisticsGradient) {
      return new StatisticsGradient(true);
    }
    if (op instanceof ConvolutionGradient plain && plain.input()) {
      FusedConvolution forward = new FusedConvolution(plain.forward(), null, false);
      return new FusedConvolutionGradient(
          forward, false, true, false, false, plain.parameters(), true);
    }
    if (op instanceof FusedConvolutionGradient fused && fused.input()) {
      return new FusedConvolutionGradient(
          fused.forward(),
          fused.corrected(),
          true,
          fused.inputStatistics(),
          fused.norm(),
          fused.parameters(),
          true);
    }
    return null;
  }
}
