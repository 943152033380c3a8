package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.GraphBuilder;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import dev.skipjack.processor.read.ModelDeclaration;
import dev.skipjack.processor.read.Sharing;
import java.util.List;
import java.util.Optional;

/** Turns the fields of a scope into values, one after the other. */
final class FieldBuilder {
  private final GraphBuilder graph;
  private final Diagnostics diagnostics;
  private final Scope scope;
  private final ParameterChecks checks;

  /** What the first layer of the current field reads. */
  private Value read;

  /**
   * @param diagnostics where it tells what is wrong with the fields
   */
  FieldBuilder(GraphBuilder graph, Diagnostics diagnostics, Scope scope) {
    this.graph = graph;
    this.diagnostics = diagnostics;
    this.scope = scope;
    this.checks = new ParameterChecks(diagnostics);
  }

  /** The value of the last field. */
  Value build() {
    List<LayerField> fields = scope.fields();
    Value output = graph.input();
    for (int i = 0; i < fields.size(); i++) {
      scope.enter(i);
      if (scope.use == null) {
        graph.enter(scope.field().name());
      }
      if (scope.field().told()) {
        scope.symbols.defineTold();
      } else if (scope.isNeeded()) {
        output = ownOutput(buildOrShare());
        scope.symbols.define(output);
      }
    }
    if (!fields.isEmpty() && !scope.isPlacedModel()) {
      scope.symbols.tellUnused(diagnostics);
    }
    return output;
  }

  /**
   * Each of several outputs has a name and a gradient of its own, so it is no other layer's value.
   */
  private Value ownOutput(Value value) {
    boolean isOther =
        scope.use == null
            && ModelDeclaration.hasSeveralOutputs(scope.fields())
            && scope.isOutput(scope.field())
            && scope.symbols.hasValue(scope.field().name())
            && scope.symbols.isKnown(value)
            && !value.type().isError();
    if (!isOther) {
      return value;
    }
    String name = scope.value();
    LayerOrigin origin = new LayerOrigin(name + ": @Output", scope.group(), scope.layer());
    return graph.add(new Movement.Copy(), List.of(value), name, value.type(), origin);
  }

  /** Who shares another field's weights asks for parameters of the same names. */
  private Value buildOrShare() {
    Optional<Sharing> sharing = scope.field().sharing();
    if (sharing.isEmpty() || graph.isSharing()) {
      return buildField();
    }
    LayerAnnotation shared = sharing.get().annotation();
    int before = graph.parameterCount();
    graph.beginSharing();
    diagnostics.enter(shared.place(), shared.text());
    Value built = buildField();
    diagnostics.leave();
    GraphBuilder.Mismatch mismatch = graph.endSharing();
    if (mismatch != null) {
      diagnostics.error(
          Message.SHARED_SHAPE,
          shared.place(),
          mismatch.weightName(),
          mismatch.type(),
          read.type().describe(),
          mismatch.wanted(),
          scope.field().name());
      return new Value(scope.value(), TensorType.ERROR);
    }
    if (graph.shared() == 0 && graph.parameterCount() == before && !built.type().isError()) {
      diagnostics.error(Message.SHARED_NOTHING, shared.place(), shared.string("value"));
      scope.symbols.useShared(shared.string("value"));
    }
    return built;
  }

  private Value buildField() {
    LayerField field = scope.field();
    String value = scope.value();
    String group = scope.group();
    checkName();
    if (!scope.isModel()) {
      field
          .annotation("Output")
          .ifPresent(
              output -> diagnostics.error(Message.OUTPUT_IN_BLOCK, output.place(), field.name()));
    }
    Value x =
        field
            .annotation("From")
            .map(
                from ->
                    scope.symbols.lookup(from.string("value"), from.place("value"), diagnostics))
            .orElseGet(
                () ->
                    Wiring.readsPrevious(field)
                        ? scope.symbols.previous(diagnostics)
                        : graph.input());
    Optional<LayerAnnotation> input = field.annotation("Input");
    if (input.isPresent()) {
      return new FurtherInputs(graph, diagnostics).input(input.get(), scope);
    }
    List<LayerAnnotation> layers = Vocabulary.layers(field);
    if (layers.isEmpty()) {
      diagnostics.error(Message.LAYER_EMPTY, field.place(), field.name());
      return new Value(value, TensorType.ERROR);
    }
    int before = graph.parameterCount();
    WeightNames names =
        field
            .sharing()
            .map(s -> new WeightNames(s.of(), scope.weights(), new Diagnostics()))
            .orElseGet(() -> new WeightNames(field, scope.weights(), diagnostics));
    read = x;
    for (int i = 0; i < layers.size(); i++) {
      LayerAnnotation layer = layers.get(i);
      String word = Vocabulary.word(layer);
      LayerOrigin origin =
          new LayerOrigin(scope.describe() + ": " + layer.text(), group, scope.layer());
      Spot spot =
          new Spot(
              i == layers.size() - 1 ? value : value + Vocabulary.capitalize(word),
              names.of(layer),
              origin);
      x = LayerBuilder.build(new Step(graph, diagnostics, scope, layer, spot), x);
      scope.traces.reach(x, layer);
    }
    if (!graph.isSharing() || graph.parameterCount() > before) {
      names.nameRepetitions(graph, before);
    }
    if (scope.use == null) {
      checks.checkNames(field, graph.parametersFrom(before));
    }
    if (!graph.isSharing()) {
      checks.checkPolicy(field, graph.parametersFrom(before));
    }
    return x;
  }

  /** Annotations could not name such a field. */
  private void checkName() {
    LayerField field = scope.field();
    if (field.name().equals(Scope.INPUT)) {
      diagnostics.error(Message.NAME_DUPLICATE, field.place(), field.name());
      scope.symbols.isCalledInput();
    }
  }
}
