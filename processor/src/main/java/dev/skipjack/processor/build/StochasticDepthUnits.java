package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Drops residual branches at random, unit i of L with probability {@code i/L·(1 - lastSurvival)}
 * (Huang et al. 2016, linear decay), or {@code (i-1)/(L-1)·(1 - lastSurvival)}: the first is kept.
 * How many units there are is known when all layers are built.
 *
 * <pre>
 *   s = add(branch, shortcut)   ==&gt;   d, mask = stochastic_depth(branch)
 *                                     s = add(d, shortcut)
 * </pre>
 */
final class StochasticDepthUnits {
  private final double lastProbability;

  /** Units in the beginning that are always kept: none, or one. */
  private final int kept;

  private final boolean perImage;

  StochasticDepthUnits(LayerAnnotation annotation) {
    this.lastProbability = 1 - annotation.real("lastSurvival");
    this.kept = kept(annotation);
    this.perImage = annotation.string("mode").equals("ROW");
  }

  private static int kept(LayerAnnotation annotation) {
    return annotation.bool("keepFirst") ? 1 : 0;
  }

  /** Whether all of these are always kept. */
  static boolean areKept(List<Value> sums, LayerAnnotation annotation) {
    return sums.size() <= kept(annotation);
  }

  /**
   * @param sums what ends each unit, in order; the branch is its left side
   */
  Graph in(Graph graph, List<Value> sums) {
    Names names = Names.of(graph);
    List<Node> nodes = new ArrayList<>();
    int unit = 0;
    for (Node node : graph.nodes()) {
      boolean endsUnit = unit < sums.size() && node.outputs().contains(sums.get(unit));
      unit += endsUnit ? 1 : 0;
      if (endsUnit && unit > kept) {
        double probability = lastProbability * (unit - kept) / (sums.size() - kept);
        Node dropped = dropped(node, probability, names);
        nodes.add(dropped);
        nodes.add(node.as(node.op(), Map.of(Operand.LEFT, dropped.output())));
      } else {
        nodes.add(node);
      }
    }
    return graph.withNodes(nodes);
  }

  private Node dropped(Node sum, double probability, Names names) {
    Value branch = sum.value(Operand.LEFT);
    String name = sum.output().name() + "Branch";
    Value kept = new Value(names.unique(name), branch.type());
    Value mask = new Value(names.unique(name + "Mask"), TensorType.features(1));
    return new Node(
        new Elementwise.StochasticDepth(probability, perImage),
        List.of(branch),
        List.of(kept, mask),
        sum.origin());
  }
}
