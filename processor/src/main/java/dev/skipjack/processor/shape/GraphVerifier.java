package dev.skipjack.processor.shape;

import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Checks what every graph must satisfy, whichever pass made it. */
public final class GraphVerifier {
  private GraphVerifier() {}

  /**
   * A graph that begins with what users write.
   *
   * @throws IllegalStateException when a value is used before it is defined, two values share a
   *     name, a type is missing or not what the op makes of its operands, an op has more operands
   *     or results than it has names for, or fewer, a layout is not one that the op takes, or an
   *     output is undefined
   */
  public static void verify(Graph graph) {
    for (Value input : graph.inputs()) {
      require(
          isInPlanes(input),
          input,
          "should lie in planes, as users write it",
          "the inputs of " + graph.name());
    }
    verifyBackward(graph);
  }

  /**
   * The same of a backward pass, which begins with values of the forward pass, however they lie.
   *
   * @throws IllegalStateException as {@link #verify} does
   */
  public static void verifyBackward(Graph graph) {
    Set<Value> defined = new HashSet<>(graph.inputs());
    Set<String> names = new HashSet<>();
    Optional<TensorType> image = image(graph);
    graph.inputs().forEach(v -> names.add(v.name()));
    for (Parameter parameter : graph.parameters()) {
      define(parameter.value(), defined, names, "parameter " + parameter.weightName());
    }
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        require(defined.contains(input), input, "is used before it is defined", node);
      }
      for (Value output : node.outputs()) {
        define(output, defined, names, node);
        boolean follows = image.map(i -> follows(output.type(), i)).orElse(true);
        require(follows, output, "has another size than its extent says", node);
      }
      TypeRules.check(node);
    }
    for (Value output : graph.outputs()) {
      require(
          isInPlanes(output),
          output,
          "should lie in planes, as users read it",
          "the outputs of " + graph.name());
      require(defined.contains(output), output, "is undefined", "the outputs of " + graph.name());
    }
  }

  private static boolean isInPlanes(Value value) {
    return value.type().layout() == Layout.PLANES;
  }

  /** What extents count from; a backward pass need not have it. */
  private static Optional<TensorType> image(Graph graph) {
    return graph.inputs().stream()
        .map(Value::type)
        .filter(t -> t.extent().equals(Optional.of(Extent.IMAGE)))
        .findFirst();
  }

  private static boolean follows(TensorType type, TensorType image) {
    return type.isFixed()
        || (type.height() == type.extent().get().at(image.height())
            && type.width() == type.extent().get().at(image.width()));
  }

  private static void define(Value value, Set<Value> defined, Set<String> names, Object where) {
    require(!value.type().isError(), value, "has no type", where);
    require(names.add(value.name()), value, "is defined twice", where);
    defined.add(value);
  }

  /** Writes the message only if it is needed: nodes have long texts, and graphs many nodes. */
  private static void require(boolean condition, Value value, String problem, Object where) {
    if (!condition) {
      throw new IllegalStateException("'" + value + "' " + problem + ", in: " + where);
    }
  }
}
