package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.GraphBuilder;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerField;
import dev.skipjack.processor.read.ModelDeclaration;
import java.util.List;
import java.util.Optional;

/** Builds the forward graph of a model, and tells every mistake on the way. */
public final class ModelBuilder {
  private final ModelDeclaration model;
  private final Diagnostics diagnostics;
  private final GraphBuilder graph;
  private final Scope scope;

  private ModelBuilder(ModelDeclaration model, TensorType input, Diagnostics diagnostics) {
    this.model = model;
    this.diagnostics = diagnostics;
    this.graph =
        new GraphBuilder(
            model.name(), input, model.fields().stream().map(LayerField::name).toList());
    this.scope = new Scope(model.fields(), graph.input(), null);
  }

  /** Empty if anything is wrong, which has been told. */
  public static Optional<Graph> build(ModelDeclaration model, Diagnostics diagnostics) {
    return new InputSizes(model, diagnostics).build();
  }

  /** As {@link #build}, for an image of this type. */
  static Optional<Graph> build(ModelDeclaration model, TensorType input, Diagnostics diagnostics) {
    return new ModelBuilder(model, input, diagnostics).build();
  }

  /**
   * What height and width of images must be a multiple of, as far as the model can be built for
   * this one.
   */
  static long multiple(ModelDeclaration model, TensorType input) {
    ModelBuilder builder = new ModelBuilder(model, input, new Diagnostics());
    builder.buildFields();
    return builder.graph.sizeMultiple();
  }

  private Optional<Graph> build() {
    Value output = buildFields();
    checkInput();
    if (diagnostics.any()) {
      return Optional.empty();
    }
    checkOutput(output);
    checkStochasticDepth();
    if (diagnostics.any()) {
      return Optional.empty();
    }
    Graph built = finished(scope.symbols.outputs());
    checkTrained(built);
    TensorLimits.check(model, built, diagnostics);
    return diagnostics.any() ? Optional.empty() : Optional.of(built);
  }

  private Value buildFields() {
    return new FieldBuilder(graph, diagnostics, scope).build();
  }

  private void checkInput() {
    if (!model.fields().isEmpty() && scope.symbols.isInputUnused()) {
      diagnostics.error(Message.INPUT_UNUSED, model.input().place(), Scope.INPUT);
    }
  }

  private void checkOutput(Value output) {
    LayerField last = model.fields().get(model.fields().size() - 1);
    if (output.type().isMap() && last.annotation("Output").isEmpty()) {
      diagnostics.error(Message.OUTPUT_MAP, last.place(), last.name(), output.type().describe());
    } else if (output.type().isSequence()) {
      diagnostics.error(
          Message.OUTPUT_SEQUENCE, last.place(), last.name(), output.type().describe());
    } else if (graph.parameters().stream().noneMatch(p -> p.role() == Parameter.Role.TRAINABLE)) {
      diagnostics.error(Message.FREEZE_EVERYTHING, model.place(), model.name());
    }
  }

  private void checkStochasticDepth() {
    model
        .stochasticDepth()
        .ifPresent(
            annotation -> {
              double survival = annotation.real("lastSurvival");
              if (!(survival > 0 && survival <= 1)) {
                diagnostics.error(
                    Message.SURVIVAL_RANGE, annotation.place("lastSurvival"), survival);
              } else if (new StochasticDepthUnits(annotation, graph.residualUnits()).areKept()) {
                diagnostics.error(
                    Message.STOCHASTIC_DEPTH_NOTHING,
                    annotation.place(),
                    model.name(),
                    annotation.bool("keepFirst") ? " and the first" : "");
              }
            });
  }

  private Graph finished(List<Value> outputs) {
    Graph built = graph.build(outputs);
    return model
        .stochasticDepth()
        .map(annotation -> new StochasticDepthUnits(annotation, graph.residualUnits()).in(built))
        .orElse(built);
  }

  /** The loss is one of the main output. */
  private void checkTrained(Graph built) {
    LayerField last = model.fields().get(model.fields().size() - 1);
    if (scope.symbols.outputsOf(last).stream().noneMatch(built::isTrained)) {
      diagnostics.error(Message.OUTPUT_UNTRAINABLE, last.place(), last.name());
    }
  }
}
