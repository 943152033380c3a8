package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.ArrayList;
import java.util.List;

/** Layers that join several others by name. */
final class WiringLayers {
  private final Step step;

  WiringLayers(Step step) {
    this.step = step;
  }

  Value add(Value x) {
    Value sum = x;
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      Value other = lookup(names.get(i));
      if (step.stops(other) || step.stops(sum)) {
        continue; // the others may have mistakes of their own
      }
      if (ShapeRules.add(sum.type(), other.type()).isError()) {
        mismatch(Message.ADD_SHAPE, names.get(i), other, x);
        continue;
      }
      boolean last = i == names.size() - 1;
      Spot spot = step.spot.at(step.spot.value() + (last ? "" : "Sum" + (i + 1)), "");
      sum = new Primitives(step).add(sum, other, spot);
    }
    return step.stops(sum) ? step.error() : sum;
  }

  Value concat(Value x) {
    List<Value> parts = new ArrayList<>(List.of(x));
    for (String name : names()) {
      Value other = lookup(name);
      if (step.stops(other) || step.stops(x)) {
        continue;
      }
      if (ShapeRules.concat(List.of(x.type(), other.type())).isError()) {
        mismatch(Message.CONCAT_SHAPE, name, other, x);
      }
      parts.add(other);
    }
    if (step.stops(x)) {
      return step.error();
    }
    TensorType type = ShapeRules.concat(parts.stream().map(Value::type).toList());
    if (new Primitives(step).isTooLarge(step.spot.value(), type.elements())) {
      return step.error();
    }
    return step.graph.add(
        new Movement.Concat(), parts, step.spot.value(), type, step.spot.origin());
  }

  private List<String> names() {
    List<String> names = step.annotation.strings("value");
    if (names.isEmpty()) {
      step.fail(Message.NAMES_MISSING, "value", step.annotation.name());
    }
    return names;
  }

  private Value lookup(String name) {
    return step.scope.lookup(name, step.annotation.place("value"), step.diagnostics());
  }

  private void mismatch(Message message, String name, Value other, Value x) {
    String onto = step.scope.nameOf(x);
    step.failHere(
        message,
        step.scope.trace(name, onto),
        name,
        onto,
        other.type().describe(),
        x.type().describe());
  }
}
