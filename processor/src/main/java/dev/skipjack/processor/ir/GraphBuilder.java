package dev.skipjack.processor.ir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Appends nodes and parameters to a graph and keeps their names apart. */
public final class GraphBuilder {
  private final String name;
  private final Names names;
  private final List<Value> inputs = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Optional<Value>> residualUnits = new ArrayList<>();

  /** By the names that they got first. */
  private final Map<String, Value> byFirstName = new HashMap<>();

  private boolean isSharing;
  private Mismatch mismatch;
  private int shared;

  /**
   * A parameter that does not fit where it is used again.
   *
   * @param wanted what would
   */
  public record Mismatch(String weightName, TensorType type, TensorType wanted) {}

  /**
   * @param fields names of the model's own fields, which keep them: see {@link #enter}
   */
  public GraphBuilder(String name, TensorType input, Collection<String> fields) {
    this.name = name;
    this.names = new Names(fields);
    addInput("images", input);
  }

  /** Begins a field of the model: until now nothing else could have its name. */
  public void enter(String field) {
    names.release(field);
  }

  /** The first one: the images. */
  public Value input() {
    return inputs.get(0);
  }

  /** One more input, named as wished or with a number behind it. */
  public Value addInput(String wish, TensorType type) {
    Value added = new Value(names.unique(wish), type);
    inputs.add(added);
    return added;
  }

  public Value parameter(
      String wish,
      TensorType type,
      String weightName,
      Parameter.Role role,
      Parameter.Initializer initializer) {
    Value known = isSharing ? byFirstName.get(weightName) : null;
    if (known != null) {
      shared++;
      if (mismatch == null && !known.type().equals(type)) {
        mismatch = new Mismatch(weightName, known.type(), type);
      }
      return known;
    }
    Value value = new Value(names.unique(wish), type);
    parameters.add(new Parameter(value, weightName, role, initializer));
    byFirstName.putIfAbsent(weightName, value);
    return value;
  }

  /** From now on a parameter of a name that there is already is that one. */
  public void beginSharing() {
    isSharing = true;
    mismatch = null;
    shared = 0;
  }

  /** The first parameter that did not fit, or null. */
  public Mismatch endSharing() {
    isSharing = false;
    return mismatch;
  }

  public boolean isSharing() {
    return isSharing;
  }

  /** How many parameters were used again since sharing began. */
  public int shared() {
    return shared;
  }

  /** Whether there is a parameter that got this name first. */
  public boolean hasParameter(String weightName) {
    return byFirstName.containsKey(weightName);
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
    residualUnits.add(Optional.of(sum));
    return sum;
  }

  /** The end of such a unit that has no shortcut which could remain. */
  public void endUnitWithoutShortcut() {
    residualUnits.add(Optional.empty());
  }

  /**
   * The sum that ends each of these units, in order, whose left side is the branch; empty where
   * there is no shortcut.
   */
  public List<Optional<Value>> residualUnits() {
    return List.copyOf(residualUnits);
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

  public int nodeCount() {
    return nodes.size();
  }

  public int parameterCount() {
    return parameters.size();
  }

  /** Those that were added when there were {@code first} of them. */
  public List<Parameter> parametersFrom(int first) {
    return List.copyOf(parameters.subList(first, parameters.size()));
  }

  /** {@link ImageSizes#multipleOf} the nodes so far. */
  public long sizeMultiple() {
    return ImageSizes.multipleOf(nodes);
  }

  public Graph build(List<Value> outputs) {
    return new Graph(name, inputs, parameters, nodes, outputs);
  }
}
