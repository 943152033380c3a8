package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.GraphBuilder;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.BlockDeclaration;
import dev.skipjack.processor.read.BlockParameter;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import dev.skipjack.processor.read.ModelDeclaration;
import dev.skipjack.processor.read.Sharing;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the forward graph of a model, field by field, and tells every mistake on the way. */
public final class ModelBuilder {
  private final ModelDeclaration model;
  private final Diagnostics diagnostics;
  private final GraphBuilder graph;
  private final Map<String, String> weightNames = new HashMap<>();

  private ModelBuilder(ModelDeclaration model, TensorType input, Diagnostics diagnostics) {
    this(
        model,
        new GraphBuilder(
            model.name(), input, model.fields().stream().map(LayerField::name).toList()),
        diagnostics);
  }

  private ModelBuilder(ModelDeclaration model, GraphBuilder graph, Diagnostics diagnostics) {
    this.model = model;
    this.graph = graph;
    this.diagnostics = diagnostics;
  }

  /** Empty if anything is wrong, which has been told. */
  public static Optional<Graph> build(ModelDeclaration model, Diagnostics diagnostics) {
    return new InputSizes(model, diagnostics).build();
  }

  /** As {@link #build}, for an image of this type. */
  static Optional<Graph> build(ModelDeclaration model, TensorType input, Diagnostics diagnostics) {
    ModelBuilder builder = new ModelBuilder(model, input, diagnostics);
    Scope scope = new Scope(model.fields(), builder.graph.input(), null);
    Value output = builder.buildFields(scope);
    if (diagnostics.any()) {
      return Optional.empty();
    }
    builder.checkOutput(output);
    builder.checkStochasticDepth();
    if (diagnostics.any()) {
      return Optional.empty();
    }
    Graph graph = builder.finished(scope.outputs());
    builder.checkTrained(graph, scope);
    return diagnostics.any() ? Optional.empty() : Optional.of(graph);
  }

  /**
   * What height and width of images must be a multiple of, as far as the model can be built for
   * this one.
   */
  static long multiple(ModelDeclaration model, TensorType input) {
    ModelBuilder builder = new ModelBuilder(model, input, new Diagnostics());
    builder.buildFields(new Scope(model.fields(), builder.graph.input(), null));
    return builder.graph.sizeMultiple();
  }

  private Value buildFields(Scope scope) {
    List<LayerField> fields = scope.fields();
    Value output = graph.input();
    for (int i = 0; i < fields.size(); i++) {
      scope.enter(i);
      if (scope.use == null) {
        graph.enter(scope.field().name());
      }
      if (scope.field().told()) {
        scope.defineTold();
      } else if (scope.isNeeded()) {
        output = ownOutput(buildOrShare(scope), scope);
        scope.define(output);
      }
    }
    if (!fields.isEmpty() && !scope.isPlacedModel()) {
      scope.tellUnused(diagnostics);
    }
    if (scope.use == null && !fields.isEmpty() && scope.isInputUnused()) {
      diagnostics.error(Message.INPUT_UNUSED, model.input().place(), Scope.INPUT);
    }
    return output;
  }

  /**
   * Each of several outputs has a name and a gradient of its own, so it is no other layer's value.
   */
  private Value ownOutput(Value value, Scope scope) {
    boolean isOther =
        scope.use == null
            && model.hasSeveralOutputs()
            && scope.isOutput(scope.field())
            && scope.hasValue(scope.field().name())
            && scope.isKnown(value)
            && !value.type().isError();
    if (!isOther) {
      return value;
    }
    String name = scope.value();
    LayerOrigin origin = new LayerOrigin(name + ": @Output", scope.group(), scope.layer());
    return graph.add(new Movement.Copy(), List.of(value), name, value.type(), origin);
  }

  /** Who shares another field's weights asks for parameters of the same names. */
  private Value buildOrShare(Scope scope) {
    Optional<Sharing> sharing = scope.field().sharing();
    if (sharing.isEmpty() || graph.isSharing()) {
      return buildField(scope);
    }
    LayerAnnotation shared = sharing.get().annotation();
    int before = graph.parameterCount();
    graph.beginSharing();
    diagnostics.enter(shared.place(), shared.text());
    Value built = buildField(scope);
    diagnostics.leave();
    GraphBuilder.Mismatch mismatch = graph.endSharing();
    if (mismatch != null) {
      diagnostics.error(
          Message.SHARED_SHAPE,
          shared.place(),
          mismatch.weightName(),
          mismatch.type(),
          scope.read().type().describe(),
          mismatch.wanted(),
          scope.field().name());
      return new Value(scope.value(), TensorType.ERROR);
    }
    if (graph.shared() == 0 && graph.parameterCount() == before && !built.type().isError()) {
      diagnostics.error(Message.SHARED_NOTHING, shared.place(), shared.string("value"));
      scope.useShared(shared.string("value"));
    }
    return built;
  }

  private Value buildField(Scope scope) {
    LayerField field = scope.field();
    String value = scope.value();
    String group = scope.group();
    checkName(scope);
    if (!scope.isModel()) {
      field
          .annotation("Output")
          .ifPresent(
              output -> diagnostics.error(Message.OUTPUT_IN_BLOCK, output.place(), field.name()));
    }
    Value x =
        field
            .annotation("From")
            .map(from -> scope.lookup(from.string("value"), from.place("value"), diagnostics))
            .orElseGet(
                () -> Wiring.readsPrevious(field) ? scope.previous(diagnostics) : graph.input());
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
    scope.begin(x);
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
      x = build(new Step(graph, diagnostics, scope, layer, spot), x);
      scope.reach(x, layer);
    }
    if (!graph.isSharing() || graph.parameterCount() > before) {
      names.nameRepetitions(graph, before);
    }
    if (scope.use == null) {
      checkWeightNames(field, before);
    }
    if (!graph.isSharing()) {
      checkPolicy(field, before);
    }
    return x;
  }

  private Value build(Step step, Value x) {
    if (SequenceLayers.refuses(step, x)) {
      return step.error();
    }
    SingleLayers single = new SingleLayers(step);
    return switch (step.annotation.name()) {
      case "Conv" -> single.conv(x);
      case "ConvTranspose" -> new ResizeLayers(step).convTranspose(x);
      case "Linear" -> single.linear(x);
      case "BatchNorm" -> single.batchNorm(x);
      case "LayerScale" -> single.layerScale(x);
      case "Prelu" -> single.prelu(x);
      case "GroupNorm" -> new NormLayers(step).groupNorm(x);
      case "InstanceNorm" -> new NormLayers(step).instanceNorm(x);
      case "LayerNorm" -> new NormLayers(step).layerNorm(x);
      case "Softmax" -> new NormLayers(step).softmax(x);
      case "LocalResponseNorm" -> single.localResponseNorm(x);
      case "Relu" -> single.activation(x, Elementwise.Kind.RELU);
      case "LeakyRelu" -> single.leakyRelu(x);
      case "Sigmoid" -> single.activation(x, Elementwise.Kind.SIGMOID);
      case "Tanh" -> single.activation(x, Elementwise.Kind.TANH);
      case "Relu6" -> single.activation(x, Elementwise.Kind.RELU6);
      case "Silu" -> single.activation(x, Elementwise.Kind.SILU);
      case "HardSwish" -> single.activation(x, Elementwise.Kind.HARD_SWISH);
      case "HardSigmoid" -> single.activation(x, Elementwise.Kind.HARD_SIGMOID);
      case "Mish" -> single.activation(x, Elementwise.Kind.MISH);
      case "Elu" -> single.elu(x);
      case "Gelu" -> single.gelu(x);
      case "MaxPool" -> single.pool(x, Pooling.Kind.MAX);
      case "AvgPool" -> single.pool(x, Pooling.Kind.AVERAGE);
      case "GlobalAvgPool" -> single.globalAveragePool(x);
      case "AdaptiveAvgPool" -> new ResizeLayers(step).adaptiveAvgPool(x);
      case "Upsample" -> new ResizeLayers(step).upsample(x);
      case "Resize" -> new ResizeLayers(step).resize(x);
      case "Pad" -> new ResizeLayers(step).pad(x);
      case "Crop" -> new ResizeLayers(step).crop(x);
      case "Flatten" -> single.flatten(x);
      case "Dropout" -> single.dropout(x);
      case "DenseBlock" -> new DenseLayers(step).denseBlock(x);
      case "Transition" -> new DenseLayers(step).transition(x);
      case "Skip" -> new SkipLayers(step).skip(x);
      case "Residual" -> new SkipLayers(step).residual(x);
      case "Add" -> new WiringLayers(step).add(x);
      case "Concat" -> new WiringLayers(step).concat(x);
      case "Multiply" -> new WiringLayers(step).multiply(x);
      case "SqueezeExcite" -> new SqueezeExciteLayers(step).squeezeExcite(x);
      case "Custom" -> new CustomLayers(step).custom(x);
      case "Slice" -> new ChannelLayers(step).slice(x);
      case "Split" -> new ChannelLayers(step).split(x);
      case "ChannelShuffle" -> new ChannelLayers(step).channelShuffle(x);
      case "PixelShuffle" -> new ResizeLayers(step).pixelShuffle(x);
      case "GlobalMaxPool" -> single.globalMaxPool(x);
      case "GlobalAvgMaxPool" -> single.globalAverageAndMaxPool(x);
      case "PatchEmbed" -> new SequenceLayers(step).patchEmbed(x);
      case "ClassToken" -> new SequenceLayers(step).classToken(x);
      case "PositionalEmbedding" -> new SequenceLayers(step).positionalEmbedding(x);
      case "SelectToken" -> new SequenceLayers(step).selectToken(x);
      case "Attention" -> new SequenceLayers(step).attention(x);
      case "Repeat" -> repeat(step, x);
      case "Pyramid" -> new PyramidLayers(step).pyramid();
      case "Backbone" -> new BackboneLayers(step).backbone(x, this::buildPlaced);
      default -> throw new IllegalStateException("no rule for " + step.annotation.text());
    };
  }

  private Value repeat(Step step, Value x) {
    Optional<BlockDeclaration> found = step.annotation.block("block");
    int times = step.positive("times");
    int stride = step.positive("stride");
    boolean numbered = step.annotation.bool("numbered");
    if (!numbered && times > 1) {
      step.fail(Message.REPEAT_NUMBERS, "numbered", times);
    }
    int first = step.notNegative("first");
    if (!numbered && step.annotation.given("first")) {
      step.fail(
          Message.ATTRIBUTE_UNUSED,
          "first",
          "Repeat",
          "first",
          first,
          "numbered = false",
          "take it away");
    }
    Map<BlockParameter, Integer> given = new EnumMap<>(BlockParameter.class);
    for (BlockParameter parameter : BlockParameter.handedOver()) {
      if (step.annotation.given(parameter.attribute())) {
        given.put(parameter, step.positive(parameter.attribute()));
      }
    }
    if (found.isEmpty()) {
      String name = step.annotation.className("block");
      boolean isModel = !(step.annotation.value("block") instanceof String);
      step.fail(
          Message.BLOCK_EXPECTED,
          "block",
          name,
          isModel
              ? "it is a model: place it with @Backbone(" + name + ".class)"
              : "name a class that is annotated with @Block");
      return step.error();
    }
    BlockDeclaration block = found.get();
    if (!block.isPartlyTold()) {
      for (BlockParameter parameter : BlockParameter.handedOver()) {
        checkGiven(step, block, parameter, given.get(parameter));
      }
      if (!block.uses(BlockParameter.STRIDE) && step.annotation.given("stride")) {
        step.fail(Message.BLOCK_STRIDE_UNUSED, "stride", block.name(), stride);
      }
    }
    if (step.stops(x) || block.fields().isEmpty() || step.areTooMany("times", times)) {
      return step.error();
    }
    for (int i = 0; i < times && !step.stops(x) && !step.areTooMany(); i++) {
      String values = step.spot.value() + "Block" + i;
      Map<BlockParameter, Integer> arguments = new EnumMap<>(BlockParameter.class);
      BlockParameter.handedOver()
          .forEach(p -> p.standard().ifPresent(value -> arguments.put(p, value)));
      arguments.putAll(given);
      arguments.put(BlockParameter.STRIDE, i == 0 ? stride : 1);
      arguments.put(BlockParameter.IN, x.type().channels());
      Use use =
          new Use(
              values,
              i == times - 1 ? step.spot.value() : values,
              numbered ? numbered(step.spot.weights(), (long) first + i) : step.spot.weights(),
              ((LayerOrigin) step.spot.origin()).layer(),
              Optional.of(new Use.Arguments(arguments)),
              step.inherited(step.dilation()));
      diagnostics.enter(step.annotation.place(), step.annotation.text());
      x = buildFields(new Scope(block.fields(), x, use));
      diagnostics.leave();
    }
    return step.stops(x) ? step.error() : x;
  }

  /** The number stands where the name has a {@code #}, or behind it. */
  private static String numbered(String name, long number) {
    return name.contains("#") ? name.replace("#", "" + number) : name + "." + number;
  }

  private static void checkGiven(
      Step step, BlockDeclaration block, BlockParameter parameter, Integer value) {
    String attribute = parameter.attribute();
    boolean used = block.uses(parameter);
    if (used && value == null && parameter.standard().isEmpty()) {
      step.failHere(
          Message.BLOCK_VALUE_MISSING,
          List.of(),
          block.name(),
          parameter,
          attribute,
          parameter.example());
    } else if (!used && value != null) {
      step.fail(Message.BLOCK_VALUE_UNUSED, attribute, block.name(), parameter, attribute, value);
    }
  }

  /** The fields of a model that is placed in this one. */
  private void buildPlaced(ModelDeclaration placed, Scope scope, Diagnostics mistakes) {
    new ModelBuilder(placed, graph, mistakes).buildFields(scope);
  }

  /** Annotations could not name such a field. */
  private void checkName(Scope scope) {
    LayerField field = scope.field();
    if (field.name().equals(Scope.INPUT)) {
      diagnostics.error(Message.NAME_DUPLICATE, field.place(), field.name());
      scope.isCalledInput();
    }
  }

  private void checkWeightNames(LayerField field, int parametersBefore) {
    for (Parameter own : graph.parametersFrom(parametersBefore)) {
      String other = weightNames.putIfAbsent(own.weightName(), field.name());
      if (other != null) {
        Place place =
            field.annotation("Name").map(name -> name.place("value")).orElse(field.place());
        diagnostics.error(Message.WEIGHT_NAME_TWICE, place, own.weightName(), other, field.name());
        return;
      }
    }
  }

  private void checkPolicy(LayerField field, int parametersBefore) {
    List<Parameter> own = graph.parametersFrom(parametersBefore);
    field
        .annotation("Init")
        .ifPresent(
            init -> {
              double deviation = init.real("standardDeviation");
              String scheme = init.string("value");
              if (init.given("standardDeviation") && !scheme.equals("NORMAL")) {
                diagnostics.error(
                    Message.ATTRIBUTE_UNUSED,
                    init.place("standardDeviation"),
                    "Init",
                    "standardDeviation",
                    deviation,
                    scheme,
                    "write Init.Scheme.NORMAL, or take it away");
              } else if (!(deviation > 0) || Double.isInfinite(deviation)) {
                diagnostics.error(
                    Message.DEVIATION_RANGE, init.place("standardDeviation"), deviation);
              } else if (!diagnostics.any()
                  && own.stream().noneMatch(p -> isDrawn(p.value().type()))) {
                diagnostics.error(Message.INIT_NOTHING, init.place(), field.name());
              }
            });
    field
        .annotation("Freeze")
        .filter(freeze -> own.isEmpty() && !diagnostics.any())
        .ifPresent(
            freeze -> diagnostics.error(Message.FREEZE_NOTHING, freeze.place(), field.name()));
  }

  /** Whether a scheme says how such a weight starts: not vectors, nor what a sequence learns. */
  private static boolean isDrawn(TensorType type) {
    int rank = type.dims().size();
    return rank > 1 && !(rank == 3 && type.dims().get(0) == 1);
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
  private void checkTrained(Graph graph, Scope scope) {
    LayerField last = model.fields().get(model.fields().size() - 1);
    if (scope.outputsOf(last).stream().noneMatch(graph::isTrained)) {
      diagnostics.error(Message.OUTPUT_UNTRAINABLE, last.place(), last.name());
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
}
