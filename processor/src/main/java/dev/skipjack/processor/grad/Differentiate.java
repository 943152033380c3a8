package dev.skipjack.processor.grad;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Names;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Origin;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.GraphVerifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation: walks the forward graph backwards, asks {@link GradientRules} at
 * each node, and adds up what several readers of a value contribute; for an output the caller is
 * one of them. Nothing is generated for what depends on no trainable parameter, nor on an input
 * whose gradient is wanted.
 */
public final class Differentiate {
  private final Graph forward;
  private final Set<Value> wantedInputs;
  private final Names names;
  private final Set<Value> wanted = new HashSet<>();
  private final Set<Value> trainable = new HashSet<>();
  private final Map<Value, Node> producers = new HashMap<>();
  private final Map<Value, Value> gradients = new HashMap<>();
  private final Map<Value, Value> parameterGradients = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private Differentiate(Graph forward, Set<Value> inputs) {
    this.forward = forward;
    this.wantedInputs = inputs;
    this.names = Names.of(forward);
  }

  public static TrainingGraph of(Graph forward) {
    return of(forward, Set.of());
  }

  /**
   * @param inputs whose gradients are wanted too
   */
  public static TrainingGraph of(Graph forward, Set<Value> inputs) {
    return new Differentiate(forward, inputs).run();
  }

  private TrainingGraph run() {
    markWanted();
    Map<Value, Value> outputGradients = new LinkedHashMap<>();
    for (Value output : forward.outputs()) {
      if (wanted.contains(output)) {
        outputGradients.put(output, declare(output));
      }
    }
    gradients.putAll(outputGradients);
    GradientRules rules = new GradientRules(this);
    for (int i = forward.nodes().size() - 1; i >= 0; i--) {
      Node node = forward.nodes().get(i);
      if (!node.outputs().isEmpty()
          && wanted.contains(node.output())
          && gradients.containsKey(node.output())) {
        rules.apply(node, gradients.get(node.output()));
      }
    }
    Map<Value, Value> inputGradients = new LinkedHashMap<>();
    for (Value input : wantedInputs) {
      inputGradients.put(input, gradients.get(input));
    }
    List<Value> results = new ArrayList<>(parameterGradients.values());
    results.addAll(inputGradients.values());
    Graph backward =
        new Graph(
            forward.name() + "Gradient",
            inputs(outputGradients.values()),
            List.of(),
            nodes,
            results);
    GraphVerifier.verifyBackward(backward);
    return new TrainingGraph(
        forward, backward, outputGradients, parameterGradients, inputGradients);
  }

  private void markWanted() {
    wanted.addAll(wantedInputs);
    for (Parameter parameter : forward.parameters()) {
      if (parameter.role() == Parameter.Role.TRAINABLE) {
        trainable.add(parameter.value());
        wanted.add(parameter.value());
      }
    }
    for (Node node : forward.nodes()) {
      node.outputs().forEach(v -> producers.put(v, node));
      if (node.inputs().stream().anyMatch(wanted::contains)) {
        wanted.addAll(node.outputs());
      }
    }
  }

  private List<Value> inputs(Collection<Value> outputGradients) {
    Set<Value> defined = new HashSet<>();
    nodes.forEach(n -> defined.addAll(n.outputs()));
    Set<Value> inputs = new LinkedHashSet<>(outputGradients);
    nodes.forEach(n -> n.inputs().stream().filter(v -> !defined.contains(v)).forEach(inputs::add));
    return List.copyOf(inputs);
  }

  /** Whether the loss depends on {@code value} through something that is trained. */
  boolean wants(Value value) {
    return wanted.contains(value);
  }

  /** The node that writes {@code value}, or null for an input or a parameter. */
  Node producer(Value value) {
    return producers.get(value);
  }

  /** What the readers of {@code value} have contributed so far, or null. */
  Value gradient(Value value) {
    return gradients.get(value);
  }

  boolean isTrainable(Value parameter) {
    return trainable.contains(parameter);
  }

  /** A new value for a gradient (or a part of it) of {@code value}. */
  Value declare(Value value) {
    String name = value.name();
    return new Value(
        names.unique("grad" + Character.toUpperCase(name.charAt(0)) + name.substring(1)),
        value.type());
  }

  void emit(Op op, List<Value> inputs, List<Value> outputs, Origin origin) {
    nodes.add(new Node(op, inputs, outputs, origin));
  }

  /** Adds {@code part} to the gradient of {@code value}. */
  void contribute(Value value, Value part, Origin origin) {
    Value sofar = gradients.get(value);
    if (sofar == null) {
      gradients.put(value, part);
    } else {
      Value sum = declare(value);
      emit(new Elementwise.Add(), List.of(sofar, part), List.of(sum), origin);
      gradients.put(value, sum);
    }
  }

  /** Adds what one use of a parameter contributes to its gradient. */
  void parameterGradient(Value parameter, Value part, Origin origin) {
    Value sofar = parameterGradients.putIfAbsent(parameter, part);
    if (sofar != null) {
      Value sum = declare(parameter);
      emit(new Elementwise.Add(), List.of(sofar, part), List.of(sum), origin);
      parameterGradients.put(parameter, sum);
    }
  }
}
