package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes batch norm apart, so that statistics become values that several layers can share.
 *
 * <pre>
 *   y = batch_norm(x, g, b, rm, rv)    training:   m, v = statistics(x)
 *                                                  running_statistics(x, m, v, rm, rv)
 *                                                  y = normalize(x, m, v, g, b)
 *                                      inference, or a frozen layer:
 *                                                  y = normalize(x, rm, rv, g, b)
 * </pre>
 */
final class LowerBatchNorm implements Pass {
  private final boolean training;

  LowerBatchNorm(boolean training) {
    this.training = training;
  }

  @Override
  public boolean isOptional() {
    return false;
  }

  @Override
  public Graph run(Graph graph) {
    Names names = Names.of(graph);
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Normalization.BatchNorm norm) {
        lower(node, norm, names, nodes);
      } else {
        nodes.add(node);
      }
    }
    return graph.withNodes(nodes);
  }

  private void lower(Node node, Normalization.BatchNorm norm, Names names, List<Node> nodes) {
    Value x = node.input(0);
    Value mean = node.input(3);
    Value variance = node.input(4);
    if (training && !norm.frozen()) {
      TensorType vector = TensorType.of(x.type().channels());
      Value runningMean = mean;
      Value runningVariance = variance;
      mean = new Value(names.unique(node.output().name() + "Mean"), vector);
      variance = new Value(names.unique(node.output().name() + "Variance"), vector);
      nodes.add(
          new Node(
              new Normalization.Statistics(), List.of(x), List.of(mean, variance), node.origin()));
      nodes.add(
          new Node(
              new Normalization.RunningStatistics(norm.momentum()),
              List.of(x, mean, variance, runningMean, runningVariance),
              List.of(),
              node.origin()));
    }
    nodes.add(
        new Node(
            new Normalization.Normalize(norm.epsilon(), false, false),
            List.of(x, mean, variance, node.input(1), node.input(2)),
            node.output(),
            node.origin()));
  }
}
