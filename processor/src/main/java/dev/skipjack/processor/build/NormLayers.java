package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers that normalise each image by itself, and learn a scale and an offset if they are affine.
 */
final class NormLayers {
  private final Step step;
  private final Primitives primitives;
  private final LayerParameters parameters;

  NormLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
    this.parameters = new LayerParameters(step);
  }

  Value groupNorm(Value x) {
    double epsilon = epsilon(step);
    int groups = step.positive("groups");
    if (step.stops(x)) {
      return step.error();
    }
    int channels = x.type().channels();
    if (channels % groups != 0) {
      String divisors = Divisors.common(channels, channels);
      step.fail(Message.NORM_GROUPS, "groups", groups, channels, divisors);
      return step.error();
    }
    boolean single = groups == channels && hasOneValue(x.type());
    return single
        ? singleValue(x, "use fewer groups")
        : add(x, new Normalization.GroupNorm(groups, epsilon, isAffine()));
  }

  Value instanceNorm(Value x) {
    double epsilon = epsilon(step);
    if (primitives.isNoMap(x)) {
      return step.error();
    }
    Op op = new Normalization.GroupNorm(x.type().channels(), epsilon, isAffine());
    return x.type().isOnePixel()
        ? singleValue(x, "place it where the map has more than one pixel")
        : add(x, op);
  }

  Value layerNorm(Value x) {
    double epsilon = epsilon(step);
    if (step.stops(x)) {
      return step.error();
    }
    return x.type().channels() == 1
        ? singleValue(x, "place it where there is more than one channel")
        : add(x, new Normalization.LayerNorm(epsilon, isAffine()));
  }

  Value softmax(Value x) {
    if (step.stops(x)) {
      return step.error();
    }
    if (x.type().channels() == 1) {
      step.failHere(Message.SOFTMAX_SINGLE, step.path(), x.type().describe());
      return step.error();
    }
    return step.graph.add(
        new Normalization.Softmax(), List.of(x), step.spot.value(), x.type(), step.spot.origin());
  }

  /** The attribute, checked. */
  static double epsilon(Step step) {
    double epsilon = step.annotation.real("epsilon");
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      step.fail(Message.EPSILON_RANGE, "epsilon", step.annotation.name(), epsilon);
    }
    return epsilon;
  }

  private boolean isAffine() {
    return step.annotation.bool("affine");
  }

  private static boolean hasOneValue(TensorType type) {
    return !type.isMap() || type.isOnePixel();
  }

  private Value singleValue(Value x, String fix) {
    step.failHere(
        Message.NORM_SINGLE_VALUE, step.path(), step.annotation.name(), x.type().describe(), fix);
    return step.error();
  }

  private Value add(Value x, Op op) {
    List<Value> inputs = new ArrayList<>(List.of(x));
    if (isAffine()) {
      inputs.add(parameters.vector(step.spot, "weight", x.type().channels(), 1));
      inputs.add(parameters.vector(step.spot, "bias", x.type().channels(), 0));
    }
    return step.graph.add(op, inputs, step.spot.value(), x.type(), step.spot.origin());
  }
}
