package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Parameter.Initializer;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Feature pyramids (Lin et al. 2017), named as torchvision names them. */
final class PyramidLayers {
  private final Step step;
  private final Primitives primitives;

  PyramidLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
  }

  /** One map that the pyramid stands on: its level is the exponent of its stride. */
  private record Tap(String name, Value value, int level, Place place) {}

  /** Defines the levels as parts of the field; the answer is the finest one. */
  Value pyramid() {
    checkAlone();
    int out = step.positive("out");
    List<Tap> taps = taps();
    if (step.stops()) {
      return step.error();
    }
    List<Value> levels = new ArrayList<>(); // the coarsest first
    Value sum = null;
    for (int i = taps.size() - 1; i >= 0 && !step.stops(); i--) {
      Tap tap = taps.get(i);
      Spot spot = level(tap.level());
      Value lateral = lateral(tap, i, out, sum == null ? "Sum" : "Lateral", spot);
      sum = sum == null || step.stops(lateral) ? lateral : joined(lateral, sum, spot);
      levels.add(0, convolved(sum, 3, "layer_blocks", i, spot));
    }
    if (step.stops(levels.toArray(Value[]::new))) {
      return step.error();
    }
    Tap coarsest = taps.get(taps.size() - 1);
    if (step.annotation.string("extra").equals("MAX_POOL")) {
      levels.add(extra(levels.get(levels.size() - 1), level(coarsest.level() + 1)));
    }
    for (int i = 0; i < levels.size(); i++) {
      int level = i < taps.size() ? taps.get(i).level() : coarsest.level() + 1;
      step.scope.symbols.definePart("p" + level, levels.get(i), step.annotation.text());
    }
    step.scope.symbols.hasOnlyParts();
    return levels.get(0);
  }

  private void checkAlone() {
    List<LayerAnnotation> others = new ArrayList<>(Vocabulary.layers(step.scope.field()));
    others.remove(step.annotation);
    step.scope.field().annotation("From").ifPresent(others::add);
    if (!others.isEmpty()) {
      step.failHere(Message.PYRAMID_ALONE, List.of(), others.get(0).name());
    }
  }

  private List<Tap> taps() {
    List<String> names = step.annotation.strings("taps");
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Place place = step.annotation.place("taps", i);
      Value value = step.scope.symbols.lookup(names.get(i), place, step.diagnostics());
      if (value.type().isError()) {
        step.stops(value);
      } else {
        tap(names.get(i), value, place).ifPresent(taps::add);
      }
    }
    if (names.size() < 2) {
      step.fail(Message.PYRAMID_TAPS, "taps", names.size());
    }
    for (int i = 1; i < taps.size() && !step.stops(); i++) {
      Tap finer = taps.get(i - 1);
      Tap coarser = taps.get(i);
      if (coarser.level() <= finer.level()) {
        step.failAt(
            coarser.place(),
            Message.PYRAMID_ORDER,
            step.scope.traces.of(finer.name(), coarser.name()),
            coarser.name(),
            finer.name());
      }
    }
    return taps;
  }

  private Optional<Tap> tap(String name, Value value, Place place) {
    if (!value.type().isMap()) {
      String features = value.type().inWords();
      step.failAt(place, Message.PYRAMID_FEATURES, List.of(), name, features);
      return Optional.empty();
    }
    TensorType image = step.graph.input().type();
    int stride = ShapeRules.strideTo(image, value.type());
    if (Integer.bitCount(stride) != 1) {
      step.failAt(
          place,
          Message.PYRAMID_STRIDE,
          List.of(),
          name,
          value.type().describe(),
          image.describe());
      return Optional.empty();
    }
    return Optional.of(new Tap(name, value, Integer.numberOfTrailingZeros(stride), place));
  }

  /** What a level's values, methods and weights are called. */
  private Spot level(int level) {
    LayerOrigin whole = (LayerOrigin) step.spot.origin();
    String name = "p" + level;
    LayerOrigin origin =
        new LayerOrigin(
            whole.describe() + " " + name,
            whole.group() + Vocabulary.capitalize(name),
            whole.layer());
    String value = step.scope.namesParts() ? name : step.spot.value() + Vocabulary.capitalize(name);
    return new Spot(value, step.spot.weights(), origin);
  }

  private Value lateral(Tap tap, int index, int out, String suffix, Spot spot) {
    Spot named = spot.at(spot.value() + suffix, spot.weights());
    return convolved(tap.value(), out, 1, "inner_blocks", index, named);
  }

  private Value convolved(Value x, int kernel, String weights, int index, Spot spot) {
    return step.stops(x)
        ? step.error()
        : convolved(x, x.type().channels(), kernel, weights, index, spot);
  }

  /** He et al.'s uniform distribution with a = 1, as torchvision has it here. */
  private Value convolved(Value x, int out, int kernel, String weights, int index, Spot spot) {
    int in = x.type().channels();
    Contraction.Convolution op =
        new Contraction.Convolution(in, out, kernel, 1, kernel / 2, 1, 1, true);
    double bound = Math.sqrt(3.0 / ((double) in * kernel * kernel));
    Initializer usual = new Initializer(Initializer.Kind.UNIFORM, bound);
    Spot named = spot.at(spot.value(), spot.weights() + "." + weights + "." + index + ".0");
    return primitives.convolution(x, op, usual, named);
  }

  /** The coarser sum, enlarged, and this level's map. */
  private Value joined(Value lateral, Value coarser, Spot spot) {
    TensorType type = ShapeRules.upsample(coarser.type(), lateral.type());
    Value enlarged =
        step.graph.add(
            new Movement.Upsample(Movement.Interpolation.NEAREST),
            List.of(coarser),
            spot.value() + "Enlarged",
            type,
            spot.origin());
    return primitives.add(lateral, enlarged, spot.at(spot.value() + "Sum", ""));
  }

  private Value extra(Value coarsest, Spot spot) {
    Pooling.Pool everyOther = Pooling.Pool.of(Pooling.Kind.MAX, 1, 2);
    return primitives.pool(coarsest, everyOther, spot);
  }
}
