package dev.skipjack.processor.optimize;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.RUNNING_MEAN;
import static dev.skipjack.processor.ir.Operand.RUNNING_VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    Value mean = node.value(RUNNING_MEAN);
    Value variance = node.value(RUNNING_VARIANCE);
    if (training && !norm.frozen()) {
      TensorType vector = TensorType.of(node.value(INPUT).type().channels());
      mean = new Value(names.unique(node.output().name() + "Mean"), vector);
      variance = new Value(names.unique(node.output().name() + "Variance"), vector);
      Map<Operand, Value> moments = Map.of(MEAN, mean, VARIANCE, variance);
      nodes.add(node.as(new Normalization.Statistics(), moments));
      nodes.add(node.as(new Normalization.RunningStatistics(norm.momentum()), moments));
    }
    Op normalize = new Normalization.Normalize(norm.epsilon(), false, null);
    nodes.add(node.as(normalize, Map.of(MEAN, mean, VARIANCE, variance)));
  }
}
