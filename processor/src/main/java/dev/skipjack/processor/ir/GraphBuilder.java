package dev.skipjack.processor.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Appends nodes and parameters to a graph and keeps their names apart. */
public final class GraphBuilder {
  /** Names that generated classes need for themselves, or that no record's component may have. */
  private static final List<String> RESERVED =
      List.of(
          "kernels",
          "arena",
          "store",
          "seed",
          "index",
          "DESCRIPTION",
          "OUTPUT_NAMES",
          "clone",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  private final String name;
  private final Names names = new Names();
  private final Value input;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Value> residualSums = new ArrayList<>();

  public GraphBuilder(String name, TensorType input) {
    this.name = name;
    RESERVED.forEach(names::unique);
    this.input = new Value(names.unique("images"), input);
  }

  public Value input() {
    return input;
  }

  public Value parameter(
      String wish,
      TensorType type,
      String weightName,
      Parameter.Role role,
      Parameter.Initializer initializer) {
    Value value = new Value(names.unique(wish), type);
    parameters.add(new Parameter(value, weightName, role, initializer));
    return value;
  }

  /** Appends a node with one output, named as wished or with a number behind it. */
  public Value add(Op op, List<Value> inputs, String wish, TensorType type, Origin origin) {
    Value output = new Value(names.unique(wish), type);
    nodes.add(new Node(op, inputs, output, origin));
    return output;
  }

  /** Appends a dropout; the answer is its first output. */
  public Value addDropout(Elementwise.Dropout op, Value x, String wish, Origin origin) {
    Value output = new Value(names.unique(wish), x.type());
    Value mask = new Value(names.unique(wish + "Mask"), x.type());
    nodes.add(new Node(op, List.of(x), List.of(output, mask), origin));
    return output;
  }

  /** Appends the sum that ends a residual unit which may be dropped. */
  public Value addResidualSum(Value branch, Value shortcut, String wish, Origin origin) {
    Value sum = add(new Elementwise.Add(), List.of(branch, shortcut), wish, branch.type(), origin);
    residualSums.add(sum);
    return sum;
  }

  /** What ends each of these units, in order; the branch is the first operand. */
  public List<Value> residualSums() {
    return List.copyOf(residualSums);
  }

  /** Gives the parameters from {@code first} on other names in weight files. */
  public void renameWeights(int first, UnaryOperator<String> newName) {
    parameters
        .subList(first, parameters.size())
        .replaceAll(p -> p.withWeightName(newName.apply(p.weightName())));
  }

  public List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /** {@link ImageSizes#multipleOf} the nodes so far. */
  public long sizeMultiple() {
    return ImageSizes.multipleOf(nodes);
  }

  public Graph build(List<Value> outputs) {
    return new Graph(name, List.of(input), parameters, nodes, outputs);
  }
}
