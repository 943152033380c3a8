package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Elementwise.Factors;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Layers that join several others by name. */
final class WiringLayers {
  private final Step step;

  WiringLayers(Step step) {
    this.step = step;
  }

  Value add(Value x) {
    List<Value> parts = parts(x);
    Value sum = x;
    for (int i = 1; i < parts.size(); i++) {
      if (step.stops(parts.get(i)) || step.stops(sum)) {
        continue; // the others may have mistakes of their own
      }
      if (ShapeRules.add(sum.type(), parts.get(i).type()).isError()) {
        mismatch(Message.ADD_SHAPE, names().get(i - 1), parts.get(i), x);
        continue;
      }
      boolean last = i == parts.size() - 1;
      Spot spot = step.spot.at(step.spot.value() + (last ? "" : "Sum" + i), "");
      sum = new Primitives(step).add(sum, parts.get(i), spot);
    }
    return step.stops(sum) ? step.error() : sum;
  }

  Value concat(Value x) {
    List<Value> parts = parts(x);
    for (int i = 1; i < parts.size(); i++) {
      if (!step.stops(parts.get(i))
          && !step.stops(x)
          && ShapeRules.concat(List.of(x.type(), parts.get(i).type())).isError()) {
        mismatch(Message.CONCAT_SHAPE, names().get(i - 1), parts.get(i), x);
      }
    }
    if (step.stops(x)) {
      return step.error();
    }
    TensorType type = ShapeRules.concat(parts.stream().map(Value::type).toList());
    return type.isError() // each part fits, but there are too many
        ? step.tooLarge()
        : step.add(new Movement.Concat(), parts, step.spot, type);
  }

  /** The current value and the named one, of which either has the factors. */
  Value multiply(Value x) {
    String name = step.annotation.string("value");
    Value other =
        step.scope.symbols.lookup(name, step.annotation.place("value"), step.diagnostics());
    if (step.stops(x, other)) {
      return step.error();
    }
    Value a = likeMap(x, other);
    Value b = likeMap(other, x);
    Optional<Factors> factors = ShapeRules.factors(b.type(), a.type());
    if (factors.isEmpty()) {
      factors = ShapeRules.factors(a.type(), b.type());
      Value map = b;
      b = a;
      a = map;
    }
    if (factors.isEmpty()) {
      mismatch(Message.MULTIPLY_SHAPE, name, other, x);
      return step.error();
    }
    return step.add(new Elementwise.Multiply(factors.get()), List.of(a, b), step.spot, a.type());
  }

  /** Features as a map of one pixel, if the other is a map. */
  private Value likeMap(Value value, Value other) {
    TensorType type = value.type();
    return type.isMap() || !other.type().isMap()
        ? value
        : step.graph.add(
            new Movement.Reshape(),
            List.of(value),
            step.spot.value() + "Factors",
            TensorType.map(type.channels(), 1, 1),
            step.spot.origin());
  }

  /** The current value, then those that the annotation names. */
  private List<Value> parts(Value x) {
    List<String> names = names();
    if (names.isEmpty()) {
      step.fail(Message.NAMES_MISSING, "value", step.annotation.name());
    }
    List<Value> parts = new ArrayList<>(List.of(x));
    for (int i = 0; i < names.size(); i++) {
      Value part =
          step.scope.symbols.lookup(
              names.get(i), step.annotation.place("value", i), step.diagnostics());
      boolean twice = names.indexOf(names.get(i)) < i || step.isFirst() && part.equals(x);
      if (twice && step.annotation.name().equals("Add") && !part.type().isError()) {
        step.failAt(
            step.annotation.place("value", i),
            Message.NAME_TWICE,
            List.of(),
            step.annotation.name(),
            names.get(i));
      }
      parts.add(part);
    }
    return parts;
  }

  private List<String> names() {
    return step.annotation.strings("value");
  }

  private void mismatch(Message message, String name, Value other, Value x) {
    String onto = step.scope.symbols.nameOf(x);
    String fix =
        onlyChannelsDiffer(other, x)
            ? channelAdvice(message, name, other.type(), x.type())
            : new SizeAdvice(step).of(name, other.type(), onto, x.type());
    step.failHere(
        message,
        step.scope.traces.of(name, onto),
        name,
        onto,
        other.type().describe(),
        x.type().describe(),
        fix);
  }

  private static String channelAdvice(
      Message message, String name, TensorType named, TensorType x) {
    return message == Message.ADD_SHAPE
        ? String.format(
            Locale.ROOT,
            "@Skip(from = \"%s\", shortcut = Shortcut.CONV) projects it to %d channels",
            name,
            x.channels())
        : String.format(
            Locale.ROOT,
            "put @Conv(out = %d, kernel = 1) before @Multiply, or bring one of them to 1 channel,"
                + " which counts for all",
            named.channels());
  }

  private static boolean onlyChannelsDiffer(Value a, Value b) {
    return a.type().isMap() && a.type().withChannels(1).equals(b.type().withChannels(1));
  }
}
