package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Parameter.Initializer;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.List;

/** The parameters of a layer: named after it, started as {@code @Init} says or else as usual. */
final class LayerParameters {
  private final Step step;

  LayerParameters(Step step) {
    this.step = step;
  }

  /**
   * @param type {@code [out, in, ...]}
   */
  Value weight(Spot spot, TensorType type, Initializer usual) {
    if (isBilinear()) {
      failBilinear(Message.BILINEAR_LAYER, step.annotation.name());
    }
    return add(spot, type, step.init().map(i -> Initialization.of(i, type)).orElse(usual));
  }

  /**
   * @param type {@code [in, out, kernel, kernel]}
   */
  Value transposedWeight(Spot spot, TensorType type, Initializer usual) {
    int in = type.dims().get(0);
    int out = type.dims().get(1);
    if (isBilinear() && in != out) {
      failBilinear(Message.BILINEAR_CHANNELS, in, out);
    }
    return add(
        spot, type, step.init().map(i -> Initialization.ofTransposed(i, type)).orElse(usual));
  }

  private boolean isBilinear() {
    return step.init().filter(i -> i.string("value").equals("BILINEAR")).isPresent();
  }

  private void failBilinear(Message message, Object... arguments) {
    step.failAt(step.init().orElseThrow().place("value"), message, List.of(), arguments);
  }

  private Value add(Spot spot, TensorType type, Initializer initializer) {
    return step.graph.parameter(
        spot.value() + "Weight", type, spot.weights() + ".weight", step.role(), initializer);
  }

  /** A weight of a layer of the user's own. */
  Value own(Spot spot, String name, TensorType type, Initializer usual) {
    boolean isMatrix = type.dims().size() > 1;
    if (isBilinear()) {
      failBilinear(Message.BILINEAR_LAYER, step.annotation.name());
    }
    return step.graph.parameter(
        spot.value() + Vocabulary.capitalize(name),
        type,
        spot.weights() + "." + name,
        step.role(),
        step.init().filter(i -> isMatrix).map(i -> Initialization.of(i, type)).orElse(usual));
  }

  /** One number for each channel. */
  Value vector(Spot spot, String name, int channels, double start) {
    return step.graph.parameter(
        spot.value() + Vocabulary.capitalize(name),
        TensorType.of(channels),
        spot.weights() + "." + name,
        step.role(),
        constant(start));
  }

  /**
   * A factor of each channel, {@code [channels, 1, 1]}, called as the layer: in PyTorch it is a
   * parameter of the block itself. Names of parameters have a dot.
   */
  Value scale(Spot spot, int channels, double start) {
    String layer = spot.weights();
    return step.graph.parameter(
        spot.value() + "Weight",
        TensorType.of(channels, 1, 1),
        layer.contains(".") ? layer : layer + ".weight",
        step.role(),
        constant(start));
  }

  /** Of all projections of attention, as PyTorch calls it. */
  Value projection(Spot spot, TensorType type, Initializer usual) {
    if (isBilinear()) {
      failBilinear(Message.BILINEAR_LAYER, step.annotation.name());
    }
    return step.graph.parameter(
        spot.value() + "Weight",
        type,
        spot.weights() + ".in_proj_weight",
        step.role(),
        step.init().map(i -> Initialization.of(i, type)).orElse(usual));
  }

  Value projectionBias(Spot spot, int features) {
    return step.graph.parameter(
        spot.value() + "Bias",
        TensorType.of(features),
        spot.weights() + ".in_proj_bias",
        step.role(),
        constant(0));
  }

  /** What attention adds for each distance of two tokens, as torchvision calls it. */
  Value positions(Spot spot, TensorType type, Initializer usual) {
    return step.graph.parameter(
        spot.value() + "Positions",
        type,
        spot.weights() + ".relative_position_bias_table",
        step.role(),
        usual);
  }

  /**
   * The only parameter of a layer, called as it: in PyTorch it is one of the block or the model
   * itself. A name without a dot must be meant, and be no field's: fields name values.
   */
  Value alone(Spot spot, TensorType type, Initializer usual) {
    String layer = spot.weights();
    boolean isMeant =
        step.scope.field().annotation("Name").isPresent()
            && step.scope.fields().stream().noneMatch(field -> field.name().equals(layer));
    return step.graph.parameter(
        spot.value() + "Weight",
        type,
        layer.contains(".") || isMeant ? layer : layer + ".weight",
        step.role(),
        usual);
  }

  /** A running statistic of each channel. */
  Value running(Spot spot, String statistic, int channels, double start) {
    return step.graph.parameter(
        spot.value() + "Running" + Vocabulary.capitalize(statistic),
        TensorType.of(channels),
        spot.weights() + ".running_" + statistic,
        Parameter.Role.RUNNING,
        constant(start));
  }

  private static Initializer constant(double value) {
    return new Initializer(Initializer.Kind.CONSTANT, value);
  }
}
