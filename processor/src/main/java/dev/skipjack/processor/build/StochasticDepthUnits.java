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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** How many count. */
  private final int units;

  /** Which unit a sum ends, from 1. */
  private final Map<Value, Integer> numbers = new HashMap<>();

  /**
   * @param ended the sum that ends each unit, in order, whose left side is the branch; empty for
   *     one without a shortcut
   */
  StochasticDepthUnits(LayerAnnotation annotation, List<Optional<Value>> ended) {
    boolean countAll = annotation.bool("countAll");
    this.lastProbability = 1 - annotation.real("lastSurvival");
    this.kept = annotation.bool("keepFirst") ? 1 : 0;
    this.perImage = annotation.string("mode").equals("ROW");
    int number = 0;
    for (Optional<Value> sum : ended) {
      number += countAll || sum.isPresent() ? 1 : 0;
      if (sum.isPresent()) {
        numbers.put(sum.get(), number);
      }
    }
    this.units = number;
  }

  /** Whether none of these is ever dropped. */
  boolean areKept() {
    return numbers.values().stream().noneMatch(number -> number > kept);
  }

  Graph in(Graph graph) {
    Names names = Names.of(graph);
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      int number = numbers.getOrDefault(node.output(), 0);
      if (number > kept) {
        double probability = lastProbability * (number - kept) / (units - kept);
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
