package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Span;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.Parameters;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.List;
import java.util.Optional;

/** The annotations that stand for one op each: attributes checked, then the op. */
final class SingleLayers {
  private final Step step;
  private final Primitives primitives;

  SingleLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
  }

  Value conv(Value x) {
    long wide = (long) step.positive("out") * step.positive("times");
    Span kernel = step.span("kernel", 1);
    Span stride = step.span("stride", 1);
    int dilation = step.positive("dilation");
    int groups = step.positive("groups");
    if (kernel.is(1) && dilation > 1) {
      step.fail(
          Message.ATTRIBUTE_UNUSED,
          "dilation",
          "Conv",
          "dilation",
          dilation,
          "kernel = 1",
          "take it away");
    }
    Span written = step.span("padding", 0, Parameters.SAME, Parameters.SAME_UPPER);
    boolean upper = isUpper(written);
    Optional<Span> padding = upper ? Optional.of(Span.of(0)) : padding(written, kernel, dilation);
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    if (wide > Integer.MAX_VALUE || padding.isEmpty()) {
      return step.tooLarge();
    }
    int out = (int) wide;
    int in = x.type().channels();
    if (in % groups != 0 || out % groups != 0) {
      step.fail(Message.GROUPS_DIVIDE, "groups", groups, in, out, Divisors.common(in, out));
      return step.error();
    }
    boolean bias = step.biasUnlessNormalized();
    Span all = upper ? ShapeRules.sameUpper(x.type(), kernel, stride, dilation) : Span.of(0);
    Span each = upper ? new Span(all.height() / 2, all.width() / 2) : padding.get();
    Span more = new Span(all.height() % 2, all.width() % 2);
    Contraction.Convolution op =
        new Contraction.Convolution(in, out, kernel, stride, each, dilation, groups, bias);
    Optional<Normalization.StandardizeWeight> standardized = standardized(op);
    Value padded = primitives.padBehind(x, more, kernel);
    return primitives.convolution(padded, op, standardized, step.spot);
  }

  private Optional<Normalization.StandardizeWeight> standardized(Contraction.Convolution op) {
    double epsilon = step.annotation.real("weightEpsilon");
    if (!step.annotation.bool("weightStandardized")) {
      if (step.annotation.given("weightEpsilon")) {
        step.fail(
            Message.ATTRIBUTE_UNUSED,
            "weightEpsilon",
            "Conv",
            "weightEpsilon",
            epsilon,
            "weightStandardized = false",
            "write weightStandardized = true, or take it away");
      }
      return Optional.empty();
    }
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      step.fail(Message.EPSILON_RANGE, "weightEpsilon", "Conv", epsilon);
    }
    if (op.kernel().area() == 1 && op.inChannels() == op.groups()) {
      step.fail(Message.STANDARDIZED_SINGLE, "weightStandardized");
    }
    return Optional.of(new Normalization.StandardizeWeight(epsilon));
  }

  /** Whether it is TensorFlow's, for both directions, as it has to be. */
  private boolean isUpper(Span padding) {
    boolean high = padding.height() == Parameters.SAME_UPPER;
    boolean wide = padding.width() == Parameters.SAME_UPPER;
    if (high != wide) {
      step.fail(Message.PADDING_BOTH, "padding", step.annotation.name());
    }
    return high || wide;
  }

  /** Empty if it is more than an int holds. */
  private Optional<Span> padding(Span written, Span kernel, int dilation) {
    boolean isSame =
        written.height() == Parameters.SAME && kernel.height() % 2 == 0
            || written.width() == Parameters.SAME && kernel.width() % 2 == 0;
    if (isSame) {
      int even = kernel.height() % 2 == 0 ? kernel.height() : kernel.width();
      step.fail(Message.KERNEL_EVEN, "kernel", even, even / 2);
    }
    long high = padding(written.height(), kernel.height(), dilation);
    long wide = padding(written.width(), kernel.width(), dilation);
    return Math.max(high, wide) > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(new Span((int) high, (int) wide));
  }

  private static long padding(int written, int kernel, int dilation) {
    return written == Parameters.SAME ? (long) dilation * (kernel - 1) / 2 : written;
  }

  Value linear(Value x) {
    int out = step.positive("out");
    boolean bias = step.annotation.bool("bias");
    return step.annotation.bool("eachPixel")
        ? primitives.pixelLinear(x, out, bias, step.spot)
        : primitives.linear(x, out, bias, step.spot);
  }

  Value batchNorm(Value x) {
    double epsilon = NormLayers.epsilon(step);
    double momentum = step.annotation.real("momentum");
    if (!(momentum > 0 && momentum <= 1)) {
      step.fail(Message.MOMENTUM_RANGE, "momentum", momentum);
    }
    return primitives.batchNorm(x, epsilon, momentum, step.spot);
  }

  Value layerScale(Value x) {
    double initial = initial();
    return primitives.isNoMap(x) ? step.error() : primitives.layerScale(x, initial, step.spot);
  }

  Value prelu(Value x) {
    return primitives.prelu(x, step.annotation.bool("eachChannel"), initial(), step.spot);
  }

  private double initial() {
    double initial = step.annotation.real("initial");
    if (!Double.isFinite(initial)) {
      step.fail(Message.SCALE_RANGE, "initial", step.annotation.name(), initial);
    }
    return initial;
  }

  Value localResponseNorm(Value x) {
    int size = step.positive("size");
    double alpha = step.annotation.real("alpha");
    double beta = step.annotation.real("beta");
    double k = step.annotation.real("k");
    checkResponse("alpha", alpha, alpha >= 0, "at least 0");
    checkResponse("beta", beta, beta >= 0, "at least 0");
    checkResponse("k", k, k > 0, "positive");
    return primitives.isNoMap(x)
        ? step.error()
        : step.graph.add(
            new Normalization.LocalResponseNorm(size, alpha, beta, k),
            List.of(x),
            step.spot.value(),
            x.type(),
            step.spot.origin());
  }

  private void checkResponse(String attribute, double value, boolean inRange, String range) {
    if (!inRange || Double.isInfinite(value)) {
      step.fail(Message.RESPONSE_RANGE, attribute, attribute, range, value);
    }
  }

  Value activation(Value x, Elementwise.Kind kind) {
    return primitives.activation(x, kind, 0, step.spot);
  }

  Value leakyRelu(Value x) {
    double slope = step.annotation.real("value");
    if (!(slope >= 0) || Double.isInfinite(slope)) {
      step.fail(Message.SLOPE_RANGE, "value", slope);
    }
    return primitives.activation(x, Elementwise.Kind.LEAKY_RELU, slope, step.spot);
  }

  Value elu(Value x) {
    double alpha = step.annotation.real("value");
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      step.fail(Message.ELU_RANGE, "value", alpha);
    }
    return primitives.activation(x, Elementwise.Kind.ELU, alpha, step.spot);
  }

  Value gelu(Value x) {
    boolean exact = step.annotation.string("approximate").equals("NONE");
    return activation(x, exact ? Elementwise.Kind.GELU : Elementwise.Kind.GELU_TANH);
  }

  Value pool(Value x, Pooling.Kind kind) {
    Span kernel = step.span("kernel", 1);
    Span stride = step.annotation.given("stride") ? step.span("stride", 1) : kernel;
    Span padding = step.span("padding", 0, Parameters.SAME_UPPER);
    if (isUpper(padding)) {
      return sameUpperPool(x, kind, kernel, stride);
    }
    checkHalf(padding.height(), kernel.height());
    if (!padding.isSquare() || !kernel.isSquare()) {
      checkHalf(padding.width(), kernel.width());
    }
    boolean ceil = step.annotation.bool("ceilMode");
    boolean include = kind == Pooling.Kind.MAX || step.annotation.bool("countIncludePad");
    return primitives.pool(
        x, new Pooling.Pool(kind, kernel, stride, padding, ceil, include), step.spot);
  }

  /**
   * A window more below and on the right is that of ceil mode, where there is a stride. Where there
   * is none both sides are padded by half the kernel, and what is too much is cut off in front.
   */
  private Value sameUpperPool(Value x, Pooling.Kind kind, Span kernel, Span stride) {
    checkUnused("ceilMode");
    if (kind == Pooling.Kind.AVERAGE && step.annotation.given("countIncludePad")) {
      checkUnused("countIncludePad");
    }
    if (primitives.isNoMap(x)) {
      return step.error();
    }
    Span window = withinMap(x.type(), kernel, stride);
    Span all = ShapeRules.sameUpper(x.type(), window, stride, 1);
    Span front =
        new Span(
            stride.height() == 1 ? all.height() % 2 : 0, stride.width() == 1 ? all.width() % 2 : 0);
    Span each = new Span((all.height() + front.height()) / 2, (all.width() + front.width()) / 2);
    Pooling.Pool op = new Pooling.Pool(kind, window, stride, each, true, kind == Pooling.Kind.MAX);
    if (front.is(0)) {
      return primitives.pool(x, op, step.spot);
    }
    Value windows = primitives.pool(x, op, step.spot.at(step.spot.value() + "Windows", ""));
    return step.stops(windows)
        ? step.error()
        : step.add(
            new Movement.Crop(front.height(), front.width()),
            List.of(windows),
            step.spot,
            ShapeRules.smaller(windows.type(), front));
  }

  /** Where there is one window, and halves do not pad enough for it, it has all of the map. */
  private static Span withinMap(TensorType x, Span kernel, Span stride) {
    return x.isFixed()
        ? new Span(
            withinMap(x.height(), kernel.height(), stride.height()),
            withinMap(x.width(), kernel.width(), stride.width()))
        : kernel;
  }

  private static int withinMap(int size, int kernel, int stride) {
    boolean isOneWindow = size <= stride && size < kernel;
    return isOneWindow && stride > 1 && (kernel - size) % 2 == 1 ? size : kernel;
  }

  private void checkUnused(String attribute) {
    if (step.annotation.bool(attribute)) {
      step.fail(
          Message.ATTRIBUTE_UNUSED,
          attribute,
          step.annotation.name(),
          attribute,
          true,
          "padding = Padding.SAME_UPPER",
          "take it away");
    }
  }

  private void checkHalf(int padding, int kernel) {
    if (!step.stops() && padding > kernel / 2) {
      step.fail(
          Message.PADDING_TOO_LARGE,
          "padding",
          step.annotation.name(),
          padding,
          kernel,
          kernel / 2);
    }
  }

  Value globalAveragePool(Value x) {
    return primitives.globalAveragePool(x, step.spot);
  }

  Value globalMaxPool(Value x) {
    return primitives.globalMaxPool(x, step.spot);
  }

  Value globalAverageAndMaxPool(Value x) {
    Spot spot = step.spot;
    if (primitives.isNoMap(x)) {
      return step.error();
    }
    List<Value> both =
        List.of(
            primitives.globalAveragePool(x, spot.at(spot.value() + "Average", "")),
            primitives.globalMaxPool(x, spot.at(spot.value() + "Max", "")));
    TensorType type = ShapeRules.concat(both.stream().map(Value::type).toList());
    return type.isError() ? step.tooLarge() : step.add(new Movement.Concat(), both, spot, type);
  }

  Value flatten(Value x) {
    return primitives.flatten(x, step.spot);
  }

  Value dropout(Value x) {
    double probability = step.annotation.real("value");
    checkProbability(step, "value", probability);
    return primitives.dropout(x, probability, step.spot);
  }

  static void checkProbability(Step step, String attribute, double probability) {
    if (!(probability >= 0 && probability < 1)) {
      step.fail(Message.DROPOUT_RANGE, attribute, step.annotation.name(), probability);
    }
  }
}
