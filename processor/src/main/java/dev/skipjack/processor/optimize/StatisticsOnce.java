package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.VARIANCE;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Mean and variance of a feature map do not depend on who reads it: compute them once. In a dense
 * block this leaves L reductions of L²/2.
 *
 * <pre>
 *   x2 = concat(x1, y1)            m1, v1 = statistics(x1)
 *   m, v = statistics(x2)    ==>   my, vy = statistics(y1)
 *                                  m = concat(m1, my); v = concat(v1, vy)
 * </pre>
 */
final class StatisticsOnce implements Pass {
  private record Moments(Value mean, Value variance) {}

  @Override
  public Graph run(Graph graph) {
    return new Run(graph).run();
  }

  private static final class Run {
    private final Graph graph;
    private final Names names;
    private final Rewrite rewrite = new Rewrite();
    private final Map<Value, Node> concats = new HashMap<>();
    private final Map<Value, Moments> known = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    Run(Graph graph) {
      this.graph = graph;
      this.names = Names.of(graph);
    }

    Graph run() {
      for (Node node : graph.nodes()) {
        if (node.op() instanceof Normalization.Statistics) {
          Moments moments = moments(node.value(INPUT), node);
          rewrite.replace(node.value(MEAN), moments.mean());
          rewrite.replace(node.value(VARIANCE), moments.variance());
        } else {
          if (node.op() instanceof Movement.Concat) {
            concats.put(node.output(), node);
          }
          nodes.add(rewrite.now(node));
        }
      }
      return graph.withNodes(nodes);
    }

    private Moments moments(Value x, Node reader) {
      Moments moments = known.get(x);
      if (moments == null) {
        Node concat = concats.get(x);
        moments = concat == null ? reduce(x, reader) : join(x, concat, reader);
        known.put(x, moments);
      }
      return moments;
    }

    /** Right behind what makes x, which can take them while it writes. */
    private Moments reduce(Value x, Node reader) {
      Moments moments = declare(x);
      int behind = nodes.size();
      while (behind > 0 && !nodes.get(behind - 1).outputs().contains(x)) {
        behind--;
      }
      nodes.add(
          behind,
          new Node(
              new Normalization.Statistics(),
              List.of(x),
              List.of(moments.mean(), moments.variance()),
              behind > 0 ? nodes.get(behind - 1).origin() : reader.origin()));
      return moments;
    }

    private Moments join(Value x, Node concat, Node reader) {
      List<Moments> parts = concat.inputs().stream().map(part -> moments(part, reader)).toList();
      Moments moments = declare(x);
      List<Value> means = parts.stream().map(Moments::mean).toList();
      List<Value> variances = parts.stream().map(Moments::variance).toList();
      nodes.add(new Node(new Movement.Concat(), means, moments.mean(), reader.origin()));
      nodes.add(new Node(new Movement.Concat(), variances, moments.variance(), reader.origin()));
      return moments;
    }

    private Moments declare(Value x) {
      TensorType vector = TensorType.of(x.type().channels());
      return new Moments(
          new Value(names.unique(x.name() + "Mean"), vector),
          new Value(names.unique(x.name() + "Variance"), vector));
    }
  }
}
