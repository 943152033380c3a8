package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
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
    return node.op() instanceof Movement.Slice || node.op() instanceof Movement.Reshape;
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
    int begin = 0;
    int end = value.type().channels();
    Value shown = value;
    for (Node window = windows.get(shown); window != null; window = windows.get(shown)) {
      shown = window.input(0);
      if (window.op() instanceof Movement.Slice slice) {
        begin += slice.offset();
        end += slice.offset();
      } else {
        begin = 0;
        end = shown.type().channels();
      }
      for (int reader : readers.get(shown)) {
        boolean isOther = nodes.get(reader) != window && overlaps(nodes.get(reader), begin, end);
        if (isOther && lastRead(reader) >= index) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean overlaps(Node reader, int begin, int end) {
    return !(reader.op() instanceof Movement.Slice slice)
        || (slice.offset() < end && begin < slice.offset() + reader.output().type().channels());
  }
}
