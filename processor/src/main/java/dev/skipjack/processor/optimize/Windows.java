package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Aliasing;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Slices and reshaped values are windows into others, which may be read through other windows. */
final class Windows {
  private final List<Node> nodes;
  private final Map<Value, Node> windows = new HashMap<>();
  private final Map<Value, List<Integer>> readers = new HashMap<>();
  private final Map<Value, Integer> lastReads = new HashMap<>();

  Windows(Graph graph) {
    this.nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (isWindow(node)) {
        windows.put(node.output(), node);
      }
      for (Value input : node.inputs()) {
        readers.computeIfAbsent(input, v -> new ArrayList<>()).add(i);
        lastReads.merge(input, lastRead(i), Math::max);
      }
    }
  }

  private static boolean isWindow(Node node) {
    return Aliasing.of(node.op()) instanceof Aliasing.Window;
  }

  /** When the last one reads what the {@code index}-th node does: itself, or through its window. */
  private int lastRead(int index) {
    Node node = nodes.get(index);
    return isWindow(node) ? lastReads.getOrDefault(node.output(), index) : index;
  }

  /**
   * Whether any of {@code value} is read by the {@code index}-th node or behind it, but as
   * something else.
   */
  boolean isReadElsewhere(Value value, int index) {
    Range range = Range.all(value);
    Value shown = value;
    for (Node window = windows.get(shown); window != null; window = windows.get(shown)) {
      range = Range.of(window, range);
      shown = window.value(Operand.INPUT);
      for (int reader : readers.get(shown)) {
        boolean isOther = nodes.get(reader) != window && range.isReadBy(nodes.get(reader));
        if (isOther && lastRead(reader) >= index) {
          return true;
        }
      }
    }
    return false;
  }

  /** Some of the channels of a value. */
  private record Range(int begin, int end) {
    static Range all(Value value) {
      return new Range(0, value.type().channels());
    }

    /** Where these channels of a window are in what it shows: anywhere, if its shape is another. */
    static Range of(Node window, Range part) {
      Value whole = window.value(Operand.INPUT);
      TensorType shown = window.output().type();
      int first = ((Aliasing.Window) Aliasing.of(window.op())).first();
      return whole.type().withChannels(shown.channels()).equals(shown)
          ? new Range(first + part.begin, first + part.end)
          : all(whole);
    }

    boolean isReadBy(Node reader) {
      if (!isWindow(reader)) {
        return true;
      }
      Range read = of(reader, all(reader.output()));
      return read.begin < end && begin < read.end;
    }
  }
}
