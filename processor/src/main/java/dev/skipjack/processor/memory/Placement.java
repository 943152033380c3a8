package dev.skipjack.processor.memory;

import dev.skipjack.processor.ir.Aliasing;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Overwrite;
import dev.skipjack.processor.ir.Signature;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which values are parts of others. A concatenation is a slab whose parts are written in place, a
 * slice is a window into it, a reshaped value is the same memory, and an elementwise result takes
 * the memory of an operand that nobody reads any more.
 */
final class Placement {
  /** {@code value} starts at element {@code first} (per image if batched) of {@code root}. */
  record Place(Value root, long first) {}

  private record Parent(Value value, long first) {}

  private final List<Node> timeline;
  private final Set<Value> external;
  private final Map<Value, Parent> parents = new HashMap<>();
  private final Map<Value, Integer> lastUse = new HashMap<>();
  private final Map<Value, List<Value>> members = new HashMap<>();

  /**
   * @param timeline every node in the order in which it runs
   * @param external values outside the arena: parameters and their gradients
   * @param kept values that are read after the last node
   */
  Placement(List<Node> timeline, Set<Value> external, Set<Value> kept) {
    this.timeline = timeline;
    this.external = external;
    for (int i = 0; i < timeline.size(); i++) {
      for (Value input : timeline.get(i).inputs()) {
        lastUse.put(input, i);
      }
    }
    kept.forEach(v -> lastUse.put(v, timeline.size()));
    timeline.forEach(this::placeParts);
    collectMembers();
    for (int i = 0; i < timeline.size(); i++) {
      placeInPlace(i);
    }
  }

  Place of(Value value) {
    long first = 0;
    Value root = value;
    for (Parent parent = parents.get(root); parent != null; parent = parents.get(root)) {
      first += parent.first();
      root = parent.value();
    }
    return new Place(root, first);
  }

  private void placeParts(Node node) {
    Aliasing aliasing = Aliasing.of(node.op());
    if (aliasing instanceof Aliasing.Slab) {
      long first = 0;
      for (Value part : node.inputs()) {
        if (parents.putIfAbsent(part, new Parent(node.output(), first)) != null) {
          throw new IllegalStateException("'" + part + "' lives in two slabs, in: " + node);
        }
        first += part.type().elements();
      }
    } else if (aliasing instanceof Aliasing.Window window) {
      Value x = node.value(Operand.INPUT);
      long perChannel = x.type().elements() / x.type().channels();
      parents.put(node.output(), new Parent(x, window.first() * perChannel));
    }
  }

  private void collectMembers() {
    Map<Value, Boolean> all = new LinkedHashMap<>();
    for (Node node : timeline) {
      node.inputs().forEach(v -> all.put(v, true));
      node.outputs().forEach(v -> all.put(v, true));
    }
    all.keySet().forEach(v -> members.computeIfAbsent(of(v).root(), r -> new ArrayList<>()).add(v));
  }

  private void placeInPlace(int index) {
    Node node = timeline.get(index);
    if (!(Aliasing.of(node.op()) instanceof Aliasing.Written written)) {
      return;
    }
    for (Overwrite overwrite : written.overwrites()) {
      Value in = node.value(overwrite.operand());
      Value out = node.value(overwrite.result());
      boolean possible =
          !external.contains(in)
              && !external.contains(out)
              && !isReadAfter(in, index)
              && !isNeededMeanwhile(node, overwrite)
              && unite(in, out);
      if (!possible && overwrite.always()) {
        throw new IllegalStateException(
            "'" + in + "' cannot be added to where it lies, in: " + node);
      }
    }
  }

  /** Whether anything that shares memory with {@code value} is still read after {@code index}. */
  private boolean isReadAfter(Value value, int index) {
    for (Value other : members.get(of(value).root())) {
      if (lastUse.getOrDefault(other, -1) > index && overlap(other, value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the node itself needs the memory while it writes there: as another operand, which it
   * may read after it wrote, or for another result.
   */
  private boolean isNeededMeanwhile(Node node, Overwrite overwrite) {
    Value in = node.value(overwrite.operand());
    Value out = node.value(overwrite.result());
    for (Operand name : Signature.of(node.op()).inputs()) {
      Value other = node.value(name);
      boolean inStep = overwrite.reading() == Overwrite.Reading.ELEMENTWISE && liesWhere(other, in);
      if (name != overwrite.operand() && !inStep && (overlap(other, in) || overlap(other, out))) {
        return true;
      }
    }
    return node.outputs().stream()
        .anyMatch(other -> !other.equals(out) && (overlap(other, in) || overlap(other, out)));
  }

  private boolean liesWhere(Value other, Value value) {
    return of(other).equals(of(value)) && other.type().equals(value.type());
  }

  private boolean overlap(Value a, Value b) {
    Place first = of(a);
    Place second = of(b);
    return first.root().equals(second.root())
        && first.first() < second.first() + b.type().elements()
        && second.first() < first.first() + a.type().elements();
  }

  /** Gives one the place of the other; false if both have theirs. */
  private boolean unite(Value in, Value out) {
    if (!parents.containsKey(out)) {
      place(out, in);
    } else if (!parents.containsKey(in)) {
      place(in, out);
    } else {
      return false;
    }
    return true;
  }

  private void place(Value child, Value parent) {
    List<Value> moved = members.remove(child);
    parents.put(child, new Parent(parent, 0));
    members.get(of(parent).root()).addAll(moved);
  }
}
