package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Value;
import java.util.List;

/** Squeeze and excitation (Hu et al. 2018, section 3), named as torchvision names it. */
final class SqueezeExciteLayers {
  /** What rounding may take away, as in torchvision's {@code _make_divisible}. */
  private static final double LEAST_KEPT = 0.9;

  private final Step step;
  private final Primitives primitives;

  SqueezeExciteLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
  }

  Value squeezeExcite(Value x) {
    int reduction = step.positive("reduction");
    int divisor = step.positive("divisor");
    boolean given = step.annotation.given("channels");
    int channels = given ? step.positive("channels") : 0;
    if (given && step.annotation.given("reduction")) {
      step.fail(
          Message.ATTRIBUTE_UNUSED,
          "reduction",
          "SqueezeExcite",
          "reduction",
          reduction,
          "channels",
          "take one of them away");
    }
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    int wide = x.type().channels();
    if (!given && reduction > wide) {
      step.fail(Message.SQUEEZE_NOTHING, "reduction", reduction, wide);
      return step.error();
    }
    long squeezed = rounded(given ? channels : wide / reduction, divisor);
    if (squeezed > Integer.MAX_VALUE) {
      return step.tooLarge();
    }
    Spot spot = step.spot;
    String field = spot.value();
    Value average = primitives.globalAveragePool(x, spot.at(field + "Average", ""));
    Value narrow = pointwise(average, (int) squeezed, "fc1", "Fc1");
    Value active = activation(narrow, "activation", spot.at(field + "Activation", ""));
    Value factors = pointwise(active, wide, "fc2", "Fc2");
    Value gate = activation(factors, "gate", spot.at(field + "Gate", ""));
    return step.stops(gate)
        ? step.error()
        : step.add(
            new Elementwise.Multiply(Elementwise.Factors.CHANNELS),
            List.of(x, gate),
            spot,
            x.type());
  }

  private Value activation(Value x, String attribute, Spot spot) {
    Elementwise.Kind kind = Elementwise.Kind.valueOf(step.annotation.string(attribute));
    return primitives.activation(x, kind, 0, spot);
  }

  private static long rounded(int channels, int divisor) {
    long nearest = (channels + divisor / 2L) / divisor * divisor;
    long rounded = Math.max(divisor, nearest);
    return rounded < LEAST_KEPT * channels ? rounded + divisor : rounded;
  }

  private Value pointwise(Value x, int out, String weights, String value) {
    if (step.stops(x)) {
      return step.error();
    }
    return primitives.convolution(
        x,
        new Contraction.Convolution(x.type().channels(), out, 1, 1, 0, 1, 1, true),
        false,
        step.spot.at(step.spot.value() + value, step.spot.weights() + "." + weights));
  }
}
