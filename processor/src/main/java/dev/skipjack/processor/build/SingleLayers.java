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
    int stride = step.positive("stride");
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
    Optional<Span> padding = padding(kernel, dilation);
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
    Contraction.Convolution op =
        new Contraction.Convolution(in, out, kernel, stride, padding.get(), dilation, groups, bias);
    return primitives.convolution(x, op, false, step.spot);
  }

  /** Empty if it is more than an int holds. */
  private Optional<Span> padding(Span kernel, int dilation) {
    Span written = step.span("padding", 0);
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
    int kernel = step.positive("kernel");
    int stride = step.annotation.given("stride") ? step.positive("stride") : kernel;
    int padding = step.integer("padding");
    if (padding < 0) {
      step.fail(Message.PADDING_NEGATIVE, "padding", step.annotation.name(), padding);
    } else if (kernel > 0 && padding > kernel / 2) {
      step.fail(
          Message.PADDING_TOO_LARGE,
          "padding",
          step.annotation.name(),
          padding,
          kernel,
          kernel / 2);
    }
    boolean ceil = step.annotation.bool("ceilMode");
    boolean include = kind == Pooling.Kind.MAX || step.annotation.bool("countIncludePad");
    return primitives.pool(
        x, new Pooling.Pool(kind, kernel, stride, padding, ceil, include), step.spot);
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
