package dev.skipjack.processor.grad;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Forward and backward pass as one timeline. The backward graph's inputs are the gradient of the
 * output and those forward values that it reads.
 *
 * @param parameterGradients of each trainable parameter's value
 */
public record TrainingGraph(
    Graph forward, Graph backward, Value outputGradient, Map<Value, Value> parameterGradients) {
  public TrainingGraph {
    parameterGradients = Map.copyOf(parameterGradients);
  }

  /** A graph that never runs backward. */
  public static TrainingGraph withoutBackward(Graph forward) {
    Graph nothing = new Graph(forward.name(), List.of(), List.of(), List.of(), List.of());
    return new TrainingGraph(forward, nothing, null, Map.of());
  }

  /** The same with another backward graph that computes the same. */
  public TrainingGraph withBackward(Graph newBackward) {
    return new TrainingGraph(forward, newBackward, outputGradient, parameterGradients);
  }

  public boolean hasBackward() {
    return outputGradient != null;
  }

  /** Every node in the order in which it runs. */
  public List<Node> timeline() {
    List<Node> nodes = new ArrayList<>(forward.nodes());
    nodes.addAll(backward.nodes());
    return nodes;
  }
}
