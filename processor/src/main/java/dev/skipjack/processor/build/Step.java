package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostic;
import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.GraphBuilder;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Span;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.BlockExpression;
import dev.skipjack.processor.read.BlockParameter;
import dev.skipjack.processor.read.LayerAnnotation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One annotation at work: its attributes with the block's parameters filled in, and its checks. */
final class Step {
  /**
   * Several times those of the deepest networks that were published (ResNet-1202 has 4,200,
   * convolutions, norms, activations and sums): each becomes code that has to be compiled.
   */
  private static final int MOST_LAYERS = 20_000;

  final GraphBuilder graph;
  final Scope scope;
  final LayerAnnotation annotation;
  final Spot spot;
  private final Diagnostics diagnostics;
  private boolean failed;

  Step(
      GraphBuilder graph,
      Diagnostics diagnostics,
      Scope scope,
      LayerAnnotation annotation,
      Spot spot) {
    this.graph = graph;
    this.diagnostics = diagnostics;
    this.scope = scope;
    this.annotation = annotation;
    this.spot = spot;
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  Parameter.Role role() {
    boolean frozen = scope.field().annotation("Freeze").isPresent() || scope.inherited().frozen();
    return frozen ? Parameter.Role.FROZEN : Parameter.Role.TRAINABLE;
  }

  /** The field's {@code @Init}, or that of the field that uses this block. */
  Optional<LayerAnnotation> init() {
    Optional<LayerAnnotation> own = scope.field().annotation("Init");
    return own.isPresent() ? own : scope.inherited().init();
  }

  /** How strides of residual stages become dilation, if this is part of such a backbone. */
  Optional<Dilation> dilation() {
    return scope.inherited().dilation();
  }

  /** What the fields that this one places inherit. */
  Use.Inherited inherited(Optional<Dilation> dilation) {
    return new Use.Inherited(role() == Parameter.Role.FROZEN, init(), dilation);
  }

  /** An attribute that must be at least 1. */
  int positive(String attribute) {
    int value = integer(attribute);
    if (value < 1) {
      fail(Message.ATTRIBUTE_POSITIVE, attribute, annotation.name(), attribute, value);
    }
    return value;
  }

  /** Numbers that must be at least 1 each. */
  List<Integer> positives(String attribute) {
    List<Integer> values =
        annotation.integers(attribute).stream().map(v -> evaluated(attribute, v)).toList();
    values.stream()
        .filter(value -> value < 1)
        .findFirst()
        .ifPresent(
            value ->
                fail(Message.ATTRIBUTE_POSITIVE, attribute, annotation.name(), attribute, value));
    return values;
  }

  /** An attribute that must be at least 0. */
  int notNegative(String attribute) {
    int value = integer(attribute);
    if (value < 0) {
      fail(Message.ATTRIBUTE_NEGATIVE, attribute, annotation.name(), attribute, value);
    }
    return value;
  }

  /**
   * A kernel, a stride or a padding: one number, or two, height and width. What is wrong with them
   * is told; then it is 1.
   *
   * @param least that each must be: 1, or 0 of a padding
   * @param standIns what it may be besides
   */
  Span span(String attribute, int least, Integer... standIns) {
    List<Integer> written = annotation.integers(attribute);
    if (written.isEmpty() || written.size() > 2) {
      fail(Message.ATTRIBUTE_PAIR, attribute, annotation.name(), attribute, written.size());
      return Span.of(1);
    }
    List<Integer> values = written.stream().map(value -> evaluated(attribute, value)).toList();
    for (int value : values) {
      if (value < least && !List.of(standIns).contains(value)) {
        if (least > 0) {
          fail(Message.ATTRIBUTE_POSITIVE, attribute, annotation.name(), attribute, value);
        } else {
          fail(Message.PADDING_NEGATIVE, attribute, annotation.name(), value);
        }
        return Span.of(1);
      }
    }
    return new Span(values.get(0), values.get(values.size() - 1));
  }

  /**
   * What {@code bias} says; unless given, whether batch norm would not undo it. Who shares weights
   * has a bias if these do.
   */
  boolean biasUnlessNormalized() {
    if (graph.isSharing() && graph.hasParameter(spot.weights() + ".weight")) {
      return graph.hasParameter(spot.weights() + ".bias");
    }
    return annotation.given("bias") ? annotation.bool("bias") : !scope.isOnlyNormalized(annotation);
  }

  int integer(String attribute) {
    return evaluated(attribute, annotation.integer(attribute));
  }

  private int evaluated(String attribute, int written) {
    return BlockExpression.of(written).map(e -> computed(attribute, e)).orElse(written);
  }

  private int computed(String attribute, BlockExpression expression) {
    if (scope.isModel()) {
      fail(Message.PARAM_OUTSIDE, attribute, expression.parameters().get(0).name());
      return 1;
    }
    Map<BlockParameter, Integer> values = scope.use.arguments().orElseThrow().values();
    if (!values.keySet().containsAll(expression.parameters())) {
      failed = true; // the one who uses the block gave none, and was told
      return 1;
    }
    return (int) Math.min(Integer.MAX_VALUE, expression.value(values::get));
  }

  /** Reports a mistake at an attribute. */
  void fail(Message message, String attribute, Object... arguments) {
    failAt(annotation.place(attribute), message, List.of(), arguments);
  }

  void failHere(Message message, List<String> trace, Object... arguments) {
    failAt(annotation.place(), message, trace, arguments);
  }

  void failAt(Place place, Message message, List<String> trace, Object... arguments) {
    failed = true;
    diagnostics.error(message, place, trace, arguments);
  }

  /** Reports another model's mistake here. */
  void failAt(Place place, Diagnostic mistake) {
    failed = true;
    diagnostics.add(mistake.at(place));
  }

  /** As {@link #fail}, where another model's mistake says it. */
  void failToldElsewhere() {
    failed = true;
    diagnostics.toldElsewhere();
  }

  /** Whether it is the first layer of its field. */
  boolean isFirst() {
    return Vocabulary.layers(scope.field()).get(0).equals(annotation);
  }

  /** The layers that led here, the nearest last. */
  List<String> path() {
    return scope.traces.to(annotation);
  }

  /** Whether this step went wrong, or a layer before it did. */
  boolean stops(Value... operands) {
    for (Value operand : operands) {
      failed |= operand.type().isError();
    }
    return failed;
  }

  /** Appends a node, unless its output is too large, which is told. */
  Value add(Op op, List<Value> inputs, Spot at, TensorType type) {
    return isTooLarge(at.value(), type)
        ? error()
        : graph.add(op, inputs, at.value(), type, at.origin());
  }

  /** Whether there are more elements than kernels count, which is told. */
  boolean isTooLarge(String name, TensorType type) {
    if (type.isTooLarge()) {
      tellTooLarge(name, String.format(Locale.ROOT, "%,d", type.exactElements()));
    }
    return type.isTooLarge();
  }

  /** A height, a width or a number of channels is no int. */
  Value tooLarge() {
    tellTooLarge(spot.value(), "more than 2,147,483,647");
    return error();
  }

  private void tellTooLarge(String name, String elements) {
    failHere(Message.TOO_LARGE, List.of(), name, elements, TensorType.MOST_ELEMENTS);
  }

  /**
   * Whether so many units of a layer are more than a network can have, which is told at once: not
   * when they are built.
   */
  boolean areTooMany(String attribute, int units) {
    if (units > MOST_LAYERS) {
      fail(Message.TOO_MANY_LAYERS, attribute, annotation.name(), MOST_LAYERS);
    }
    return units > MOST_LAYERS;
  }

  /** Whether the layers so far are too many, which is told. */
  boolean areTooMany() {
    if (graph.nodeCount() > MOST_LAYERS) {
      failHere(Message.TOO_MANY_LAYERS, List.of(), annotation.name(), MOST_LAYERS);
    }
    return graph.nodeCount() > MOST_LAYERS;
  }

  Value error() {
    return new Value(spot.value(), TensorType.ERROR);
  }
}
