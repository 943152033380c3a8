package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.ImageSizes;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Parameter.Initializer;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Span;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The single layers that all others are made of: one op with its parameters and shape checks. */
final class Primitives {
  static final double EPSILON = 1e-5;
  static final double MOMENTUM = 0.1;

  private final Step step;
  private final LayerParameters parameters;

  Primitives(Step step) {
    this.step = step;
    this.parameters = new LayerParameters(step);
  }

  Value convolution(Value x, Contraction.Convolution op, boolean fanIn, Spot spot) {
    return convolution(x, op, heNormal(op, fanIn), Optional.empty(), spot);
  }

  /** He et al. 2015. */
  private static Initializer heNormal(Contraction.Convolution op, boolean fanIn) {
    double taps = op.kernel().area();
    double fan = taps * (fanIn ? op.inChannels() / op.groups() : op.outChannels());
    return normal(Math.sqrt(2.0 / fan));
  }

  /**
   * @param standardized what its weight goes through first, if anything
   */
  Value convolution(
      Value x,
      Contraction.Convolution op,
      Optional<Normalization.StandardizeWeight> standardized,
      Spot spot) {
    return convolution(x, op, heNormal(op, false), standardized, spot);
  }

  /**
   * @param usual how the weight starts unless {@code @Init} says otherwise
   */
  Value convolution(Value x, Contraction.Convolution op, Initializer usual, Spot spot) {
    return convolution(x, op, usual, Optional.empty(), spot);
  }

  private Value convolution(
      Value x,
      Contraction.Convolution op,
      Initializer usual,
      Optional<Normalization.StandardizeWeight> standardized,
      Spot spot) {
    if (step.stops(x)) {
      return step.error();
    }
    if (!fits(x, op.kernel(), op.dilation(), op.padding(), spot)
        || isUneven(x, op.kernel(), op.stride(), op.padding(), op.dilation())) {
      return step.error();
    }
    TensorType type = ShapeRules.convolution(x.type(), op);
    TensorType weightType =
        TensorType.of(
            op.outChannels(),
            op.inChannels() / op.groups(),
            op.kernel().height(),
            op.kernel().width());
    if (isTooFine(type)
        || step.isTooLarge(spot.value(), type)
        || step.isTooLarge(spot.value(), weightType)) {
      return step.error();
    }
    Value learned = parameters.weight(spot, weightType, usual);
    String name = spot.value() + "Standardized";
    Value weight =
        standardized
            .map(norm -> step.graph.add(norm, List.of(learned), name, weightType, spot.origin()))
            .orElse(learned);
    List<Value> inputs = new ArrayList<>(List.of(x, weight));
    if (op.bias()) {
      inputs.add(parameters.vector(spot, "bias", op.outChannels(), 0));
    }
    return step.graph.add(op, inputs, spot.value(), type, spot.origin());
  }

  /** Zeros below and on the right of a map, as many as are said. */
  Value padBehind(Value x, Span zeros, Span kernel) {
    if (zeros.is(0)) {
      return x;
    }
    Movement.Pad op = new Movement.Pad(0, 0, zeros.height(), zeros.width());
    TensorType type = ShapeRules.pad(x.type(), op);
    if (!type.isError()) {
      return step.add(op, List.of(x), step.spot.at(step.spot.value() + "Padded", ""), type);
    }
    if (x.type().isFixed()) {
      return step.tooLarge();
    }
    step.failHere(
        Message.KERNEL_ANY_SIZE, step.path(), step.annotation.name(), kernel, "Padding.SAME_UPPER");
    return step.error();
  }

  Value convolutionTranspose(Value x, Contraction.ConvolutionTranspose op, Spot spot) {
    TensorType type = ShapeRules.convolutionTranspose(x.type(), op);
    if (type.isError()) {
      return nothingLeft(x, op);
    }
    TensorType weightType =
        TensorType.of(op.inChannels(), op.outChannels(), op.kernel(), op.kernel());
    if (isUnpaddedTooLarge(x, op)
        || step.isTooLarge(spot.value(), type)
        || step.isTooLarge(spot.value(), weightType)) {
      return step.error();
    }
    Initializer usual =
        normal(Math.sqrt(2.0 / ((long) op.kernel() * op.kernel() * op.outChannels())));
    List<Value> inputs =
        new ArrayList<>(List.of(x, parameters.transposedWeight(spot, weightType, usual)));
    if (op.bias()) {
      inputs.add(parameters.vector(spot, "bias", op.outChannels(), 0));
    }
    return step.graph.add(op, inputs, spot.value(), type, spot.origin());
  }

  /** Too much padding, or pixels without end. */
  private Value nothingLeft(Value x, Contraction.ConvolutionTranspose op) {
    if (!isUnpaddedTooLarge(x, op)) {
      step.failHere(
          Message.TRANSPOSE_NOTHING,
          step.path(),
          op.padding(),
          x.type().describe(),
          unpadded(x, op).describe());
    }
    return step.error();
  }

  /** The map that padding is cut from. */
  private static TensorType unpadded(Value x, Contraction.ConvolutionTranspose op) {
    return ShapeRules.convolutionTranspose(
        x.type(),
        new Contraction.ConvolutionTranspose(
            op.inChannels(), op.outChannels(), op.kernel(), op.stride(), 0, 0, op.bias()));
  }

  private boolean isUnpaddedTooLarge(Value x, Contraction.ConvolutionTranspose op) {
    TensorType unpadded = unpadded(x, op);
    if (unpadded.isError()) {
      step.tooLarge();
    }
    return unpadded.isError() || step.isTooLarge(step.spot.value(), unpadded);
  }

  Value linear(Value x, int out, boolean bias, Spot spot) {
    if (step.stops(x)) {
      return step.error();
    }
    TensorType from = x.type();
    if (from.isMap()) {
      if (growsWithImage(x)) {
        return step.error();
      }
      if (from.height() * from.width() != 1) {
        step.failHere(Message.LINEAR_NEEDS_FLATTEN, step.path(), from.describe());
        return step.error();
      }
      Spot flat = spot.at(spot.value() + "Features", spot.weights());
      x = flatten(x, flat);
    }
    Contraction.Linear op = new Contraction.Linear(x.type().channels(), out, bias);
    return linear(x, op, op.inFeatures(), out, bias, ShapeRules.linear(x.type(), op), spot);
  }

  /** A convolution of 1x1 whose weight is a matrix. */
  Value pixelLinear(Value x, int out, boolean bias, Spot spot) {
    if (isNoMap(x)) {
      return step.error();
    }
    int in = x.type().channels();
    Contraction.Convolution op = new Contraction.Convolution(in, out, 1, 1, 0, 1, 1, bias);
    return linear(x, op, in, out, bias, ShapeRules.convolution(x.type(), op), spot);
  }

  /**
   * Queries, keys and values of each token beside each other: {@code in_proj_weight} and {@code
   * in_proj_bias}.
   */
  Value projections(Value x, int out, boolean bias, Spot spot) {
    int in = x.type().channels();
    Contraction.Linear op = new Contraction.Linear(in, out, bias);
    TensorType type = ShapeRules.linear(x.type(), op);
    TensorType weightType = TensorType.of(out, in);
    Spot at = spot.at(spot.value() + "Projections", spot.weights());
    if (step.isTooLarge(at.value(), type) || step.isTooLarge(at.value(), weightType)) {
      return step.error();
    }
    Initializer usual =
        new Initializer(Initializer.Kind.UNIFORM, Math.sqrt(6.0 / ((double) in + out)));
    List<Value> inputs = new ArrayList<>(List.of(x, parameters.projection(at, weightType, usual)));
    if (bias) {
      inputs.add(parameters.projectionBias(at, out));
    }
    return step.add(op, inputs, at, type);
  }

  private Value linear(Value x, Op op, int in, int out, boolean bias, TensorType type, Spot spot) {
    TensorType weightType = TensorType.of(out, in);
    if (step.isTooLarge(spot.value(), type) || step.isTooLarge(spot.value(), weightType)) {
      return step.error();
    }
    Initializer usual = new Initializer(Initializer.Kind.UNIFORM, 1 / Math.sqrt(in));
    List<Value> inputs = new ArrayList<>(List.of(x, parameters.weight(spot, weightType, usual)));
    if (bias) {
      inputs.add(parameters.vector(spot, "bias", out, 0));
    }
    return step.add(op, inputs, spot, type);
  }

  /** Of a map, or of features. */
  Value batchNorm(Value x, double epsilon, double momentum, Spot spot) {
    if (step.stops(x)) {
      return step.error();
    }
    int channels = x.type().channels();
    boolean frozen = step.role() == Parameter.Role.FROZEN;
    List<Value> inputs =
        List.of(
            x,
            parameters.vector(spot, "weight", channels, 1),
            parameters.vector(spot, "bias", channels, 0),
            parameters.running(spot, "mean", channels, 0),
            parameters.running(spot, "var", channels, 1));
    Op op = new Normalization.BatchNorm(epsilon, momentum, frozen);
    return step.graph.add(op, inputs, spot.value(), x.type(), spot.origin());
  }

  Value layerScale(Value x, double initial, Spot spot) {
    Value weight = parameters.scale(spot, x.type().channels(), initial);
    return step.graph.add(
        new Elementwise.LayerScale(), List.of(x, weight), spot.value(), x.type(), spot.origin());
  }

  Value prelu(Value x, boolean eachChannel, double initial, Spot spot) {
    if (step.stops(x)) {
      return step.error();
    }
    int slopes = eachChannel ? x.type().channels() : 1;
    return step.graph.add(
        new Elementwise.Prelu(eachChannel),
        List.of(x, parameters.vector(spot, "weight", slopes, initial)),
        spot.value(),
        x.type(),
        spot.origin());
  }

  Value activation(Value x, Elementwise.Kind kind, double slope, Spot spot) {
    return step.stops(x)
        ? step.error()
        : step.graph.add(
            new Elementwise.Activation(kind, slope),
            List.of(x),
            spot.value(),
            x.type(),
            spot.origin());
  }

  Value relu(Value x, Spot spot) {
    return activation(x, Elementwise.Kind.RELU, 0, spot);
  }

  Value pool(Value x, Pooling.Pool op, Spot spot) {
    if (isNoMap(x)) {
      return step.error();
    }
    if (!fits(x, op.kernel(), 1, op.padding(), spot)
        || isUneven(x, op.kernel(), op.stride(), op.padding(), 1)) {
      return step.error();
    }
    TensorType type = ShapeRules.pool(x.type(), op);
    return isTooFine(type) ? step.error() : step.add(op, List.of(x), spot, type);
  }

  Value globalAveragePool(Value x, Spot spot) {
    return isNoMap(x)
        ? step.error()
        : step.graph.add(
            new Pooling.GlobalAveragePool(),
            List.of(x),
            spot.value(),
            ShapeRules.globalPool(x.type()),
            spot.origin());
  }

  Value globalMaxPool(Value x, Spot spot) {
    return isNoMap(x)
        ? step.error()
        : step.graph.add(
            new Pooling.GlobalMaxPool(),
            List.of(x),
            spot.value(),
            ShapeRules.globalPool(x.type()),
            spot.origin());
  }

  Value flatten(Value x, Spot spot) {
    if (step.stops(x) || growsWithImage(x)) {
      return step.error();
    }
    return step.graph.add(
        new Movement.Reshape(),
        List.of(x),
        spot.value(),
        ShapeRules.flatten(x.type()),
        spot.origin());
  }

  Value dropout(Value x, double probability, Spot spot) {
    return step.stops(x)
        ? step.error()
        : step.graph.addDropout(
            new Elementwise.Dropout(probability), x, spot.value(), spot.origin());
  }

  /** The end of a residual unit; a frozen one runs as while predicting, so it is never dropped. */
  Value residualSum(Value branch, Value shortcut, Spot spot) {
    return step.role() == Parameter.Role.FROZEN
        ? add(branch, shortcut, spot)
        : step.graph.addResidualSum(branch, shortcut, spot.value(), spot.origin());
  }

  /** The same of a unit whose shortcut is left out: it counts, if such units do. */
  void withoutShortcut() {
    if (step.role() != Parameter.Role.FROZEN) {
      step.graph.endUnitWithoutShortcut();
    }
  }

  Value add(Value a, Value b, Spot spot) {
    return step.graph.add(
        new Elementwise.Add(), List.of(a, b), spot.value(), a.type(), spot.origin());
  }

  /** True for features, which has been told, and for errors. */
  boolean isNoMap(Value x) {
    if (!step.stops(x) && !x.type().isMap()) {
      step.failHere(Message.MAP_EXPECTED, step.path(), step.annotation.name(), x.type().describe());
    }
    return step.stops(x);
  }

  /** True for a map of no fixed size, which has been told. */
  boolean growsWithImage(Value x) {
    if (!x.type().isFixed()) {
      step.failHere(
          Message.FLATTEN_ANY_SIZE,
          step.path(),
          step.annotation.name(),
          "features",
          x.type().describe(),
          "@GlobalAvgPool or @AdaptiveAvgPool");
    }
    return !x.type().isFixed();
  }

  /** Whether the strides so far leave few images of a suitable size, which has been told. */
  private boolean isTooFine(TensorType type) {
    long multiple = type.extent().map(Extent::denominator).orElse(1L);
    if (multiple > ImageSizes.MOST_MULTIPLE) {
      step.failHere(Message.SIZE_MULTIPLE, step.path(), multiple, ImageSizes.MOST_MULTIPLE);
    }
    return multiple > ImageSizes.MOST_MULTIPLE;
  }

  /** Whether windows lie in the map and its padding, and that is not too large; if not, told. */
  private boolean fits(Value x, Span kernel, int dilation, Span padding, Spot spot) {
    if (!ShapeRules.fits(x.type(), kernel, dilation, padding)) {
      step.failHere(
          Message.KERNEL_TOO_LARGE,
          step.path(),
          step.annotation.name(),
          dilation == 1 ? kernel : kernel + " with dilation " + dilation,
          x.type().describe(),
          padding);
      return false;
    }
    int most = Math.max(padding.height(), padding.width());
    TensorType padded = ShapeRules.pad(x.type(), Movement.Pad.of(most));
    if (padded.isError()) {
      step.tooLarge();
    }
    return !padded.isError() && !step.isTooLarge(spot.value(), padded);
  }

  /** Whether images of any size would lose other pixels in height than in width, which is told. */
  private boolean isUneven(Value x, Span kernel, Span stride, Span padding, int dilation) {
    int high = dilation * (kernel.height() - 1) - 2 * padding.height();
    int wide = dilation * (kernel.width() - 1) - 2 * padding.width();
    boolean uneven = !x.type().isFixed() && (high != wide || !stride.isSquare());
    if (uneven && stride.isSquare()) {
      step.failHere(Message.KERNEL_ANY_SIZE, step.path(), step.annotation.name(), kernel, padding);
    } else if (uneven) {
      step.failHere(Message.STRIDE_ANY_SIZE, step.path(), step.annotation.name(), stride);
    }
    return uneven;
  }

  private static Initializer normal(double standardDeviation) {
    return new Initializer(Initializer.Kind.NORMAL, standardDeviation);
  }
}
