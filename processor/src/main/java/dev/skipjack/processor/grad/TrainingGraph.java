package dev.skipjack.processor.grad;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forward and backward pass as one timeline. The backward graph's inputs are the gradients of the
 * outputs and those forward values that it reads.
 *
 * @param outputGradients of each output that depends on something trained, in the outputs' order
 * @param parameterGradients of each trainable parameter's value
 * @param inputGradients of each input whose gradient is wanted
 */
public record TrainingGraph(
    Graph forward,
    Graph backward,
    Map<Value, Value> outputGradients,
    Map<Value, Value> parameterGradients,
    Map<Value, Value> inputGradients) {
  public TrainingGraph {
    outputGradients = Collections.unmodifiableMap(new LinkedHashMap<>(outputGradients));
    parameterGradients = Map.copyOf(parameterGradients);
    inputGradients = Map.copyOf(inputGradients);
  }

  /** A graph that never runs backward. */
  public static TrainingGraph withoutBackward(Graph forward) {
    Graph nothing = new Graph(forward.name(), List.of(), List.of(), List.of(), List.of());
    return new TrainingGraph(forward, nothing, Map.of(), Map.of(), Map.of());
  }

  /** The same with another backward graph that computes the same. */
  public TrainingGraph withBackward(Graph newBackward) {
    return new TrainingGraph(
        forward, newBackward, outputGradients, parameterGradients, inputGradients);
  }

  public boolean hasBackward() {
    return !outputGradients.isEmpty();
  }

  /** Every node in the order in which it runs. */
  public List<Node> timeline() {
    List<Node> nodes = new ArrayList<>(forward.nodes());
    nodes.addAll(backward.nodes());
    return nodes;
  }
}
