package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Parameter.Initializer;
import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Layers that make sequences of tokens, and those that compute with tokens. */
final class SequenceLayers {
  /** These compute with the features of each token, or are told which shape they need. */
  private static final Set<String> TAKES_SEQUENCES =
      Set.of(
          "ClassToken",
          "PositionalEmbedding",
          "SelectToken",
          "Attention",
          "Linear",
          "LayerNorm",
          "Softmax",
          "Relu",
          "Relu6",
          "LeakyRelu",
          "Elu",
          "Sigmoid",
          "HardSigmoid",
          "Tanh",
          "Silu",
          "HardSwish",
          "Gelu",
          "Mish",
          "Dropout",
          "Add",
          "Skip",
          "Repeat",
          "Flatten",
          "Pyramid");

  /** What position embeddings start with, as torchvision's do. */
  private static final double DEVIATION = 0.02;

  private final Step step;
  private final Primitives primitives;
  private final LayerParameters parameters;

  SequenceLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
    this.parameters = new LayerParameters(step);
  }

  /** Whether a layer is given a sequence and takes none, which is told. */
  static boolean refuses(Step step, Value x) {
    String name = step.annotation.name();
    boolean ofPixels = name.equals("Linear") && step.annotation.bool("eachPixel");
    if (!x.type().isSequence() || TAKES_SEQUENCES.contains(name) && !ofPixels) {
      return false;
    }
    step.failHere(
        Message.SEQUENCE_REFUSED,
        step.path(),
        ofPixels ? "Linear(eachPixel = true)" : name,
        x.type().describe());
    return true;
  }

  /** A convolution of patches, whose pixels become tokens. */
  Value patchEmbed(Value x) {
    int size = step.positive("size");
    int features = step.positive("features");
    if (primitives.isNoMap(x)) {
      return step.error();
    }
    TensorType map = x.type();
    if (growsWithImage(map)) {
      return step.error();
    }
    if (map.height() % size != 0 || map.width() % size != 0) {
      step.fail(
          Message.PATCH_SIZE,
          "size",
          size,
          map.describe(),
          Divisors.common(map.height(), map.width()));
      return step.error();
    }
    Contraction.Convolution op =
        new Contraction.Convolution(map.channels(), features, size, size, 0, 1, 1, true);
    double fan = (double) size * size * map.channels();
    Spot spot = step.spot.at(step.spot.value() + "Patches", step.spot.weights());
    Initializer usual = new Initializer(Initializer.Kind.NORMAL, Math.sqrt(1 / fan));
    Value patches = primitives.convolution(x, op, usual, spot);
    if (step.stops(patches)) {
      return step.error();
    }
    return step.add(
        new Sequence.Tokens(), List.of(patches), step.spot, ShapeRules.tokens(patches.type()));
  }

  Value classToken(Value x) {
    if (isNoSequence(x)) {
      return step.error();
    }
    TensorType weight = TensorType.of(1, 1, x.type().channels());
    Initializer zero = new Initializer(Initializer.Kind.CONSTANT, 0);
    return step.add(
        new Sequence.ClassToken(),
        List.of(x, parameters.alone(step.spot, weight, zero)),
        step.spot,
        ShapeRules.classToken(x.type()));
  }

  Value positionalEmbedding(Value x) {
    if (isNoSequence(x)) {
      return step.error();
    }
    TensorType weight = TensorType.of(1, x.type().tokens(), x.type().channels());
    Initializer normal = new Initializer(Initializer.Kind.NORMAL, DEVIATION);
    return step.add(
        new Sequence.PositionalEmbedding(),
        List.of(x, parameters.alone(step.spot, weight, normal)),
        step.spot,
        x.type());
  }

  Value selectToken(Value x) {
    int index = step.notNegative("value");
    if (isNoSequence(x)) {
      return step.error();
    }
    Sequence.SelectToken op = new Sequence.SelectToken(index);
    TensorType type = ShapeRules.selectToken(x.type(), op);
    if (type.isError()) {
      step.fail(Message.TOKEN_RANGE, "value", index, x.type().tokens());
      return step.error();
    }
    return step.add(op, List.of(x), step.spot, type);
  }

  /** Of a sequence, or of a map whose pixels are tokens meanwhile. */
  Value attention(Value x) {
    int heads = step.positive("heads");
    boolean relative = step.annotation.bool("relativePosition");
    int out = step.annotation.given("out") ? step.positive("out") : 0;
    boolean isMap = x.type().isMap();
    boolean isSequence = x.type().isSequence();
    if (!isSequence && primitives.isNoMap(x) || step.stops(x) || growsWithImage(x.type())) {
      return step.error();
    }
    int features = out == 0 ? x.type().channels() : out;
    if (relative && !isMap) {
      step.fail(Message.RELATIVE_POSITION, "relativePosition", x.type().describe());
      return step.error();
    }
    if (features % heads != 0) {
      step.fail(
          Message.HEADS_DIVIDE, "heads", heads, features, Divisors.common(features, features));
      return step.error();
    }
    if (features > Integer.MAX_VALUE / 3) {
      return step.tooLarge();
    }
    if (!isMap) {
      return attention(x, features, new Sequence.Attention(heads, 0, 0), step.spot);
    }
    TensorType map = x.type();
    int height = relative ? map.height() : 0;
    int width = relative ? map.width() : 0;
    Spot spot = step.spot;
    String name = spot.value();
    Value tokens =
        step.add(
            new Sequence.Tokens(),
            List.of(x),
            spot.at(name + "Tokens", ""),
            ShapeRules.tokens(map));
    Sequence.Attention op = new Sequence.Attention(heads, height, width);
    Value mixed = attention(tokens, features, op, spot.at(name + "Mixed", spot.weights()));
    return step.stops(mixed)
        ? step.error()
        : step.add(new Sequence.Pixels(), List.of(mixed), spot, map.withChannels(features));
  }

  /** One product for queries, keys and values, as PyTorch has it; attention; one more product. */
  private Value attention(Value x, int features, Sequence.Attention op, Spot spot) {
    if (step.stops(x)) {
      return step.error();
    }
    boolean bias = step.annotation.bool("bias");
    Value projected = primitives.projections(x, 3 * features, bias, spot);
    if (step.stops(projected)) {
      return step.error();
    }
    List<Value> inputs = new ArrayList<>(List.of(projected));
    if (op.isRelative()) {
      TensorType table = ShapeRules.relativePositions(op);
      if (table.isError()) {
        return step.tooLarge();
      }
      if (step.isTooLarge(spot.weights() + ".relative_position_bias_table", table)) {
        return step.error();
      }
      inputs.add(
          parameters.positions(spot, table, new Initializer(Initializer.Kind.NORMAL, DEVIATION)));
    }
    Value attended =
        step.add(
            op,
            inputs,
            spot.at(spot.value() + "Heads", ""),
            ShapeRules.attention(projected.type(), op));
    return primitives.linear(
        attended, features, bias, spot.at(spot.value(), spot.weights() + ".out_proj"));
  }

  /**
   * Whether it is a map of no fixed size, which is told: tokens have a fixed type, and relative
   * positions a weight for each distance.
   */
  private boolean growsWithImage(TensorType map) {
    if (!map.isFixed()) {
      step.failHere(
          Message.FLATTEN_ANY_SIZE,
          step.path(),
          step.annotation.name(),
          "tokens",
          map.describe(),
          "@AdaptiveAvgPool");
    }
    return !map.isFixed();
  }

  /** True for what is no sequence, which has been told, and for errors. */
  private boolean isNoSequence(Value x) {
    if (!step.stops(x) && !x.type().isSequence()) {
      step.failHere(
          Message.SEQUENCE_EXPECTED, step.path(), step.annotation.name(), x.type().describe());
    }
    return step.stops(x);
  }
}
