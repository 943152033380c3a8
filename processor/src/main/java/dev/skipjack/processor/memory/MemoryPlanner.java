package dev.skipjack.processor.memory;

import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every value an offset: buffers whose lives do not overlap share memory. Forward and
 * backward are one timeline. The largest buffers are placed first, each at the lowest gap that fits
 * it (Pisarchyk and Lee 2020, "greedy by size"). For images of any size {@code BufferLayout.place}
 * of the runtime does the same: change both together (docs/decisions/011).
 */
public final class MemoryPlanner {
  private static final int ALIGNMENT = 16;

  private MemoryPlanner() {}

  /**
   * A buffer with the time it is alive, both ends included; {@code offset} and {@code number} once
   * it is placed.
   */
  private static final class Buffer {
    final Value root;
    final int order;
    final long elements;
    int begin = Integer.MAX_VALUE;
    int end = -1;
    long offset;
    int number;

    Buffer(Value root, int order) {
      this.root = root;
      this.order = order;
      long size = root.type().elements();
      this.elements = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    void isUsedAt(int time) {
      begin = Math.min(begin, time);
      end = Math.max(end, time);
    }

    boolean livesWith(Buffer other) {
      return begin <= other.end && other.begin <= end;
    }
  }

  public static MemoryPlan plan(TrainingGraph graph) {
    List<Node> timeline = graph.timeline();
    Set<Value> external = new HashSet<>(graph.parameterGradients().values());
    graph.forward().parameters().forEach(p -> external.add(p.value()));
    Set<Value> kept = new HashSet<>(graph.forward().outputs());
    kept.addAll(graph.inputGradients().values());
    Placement placement = new Placement(timeline, external, kept);

    Map<Value, Buffer> buffers = new LinkedHashMap<>();
    Map<Value, Boolean> values = new LinkedHashMap<>();
    Uses uses =
        (value, time) -> {
          if (!external.contains(value)) {
            values.put(value, true);
            Value root = placement.of(value).root();
            buffers.computeIfAbsent(root, r -> new Buffer(r, buffers.size())).isUsedAt(time);
          }
        };
    graph.forward().inputs().forEach(v -> uses.at(v, -1));
    // The caller writes them before the backward pass, while the outputs may still be read.
    graph.outputGradients().values().forEach(v -> uses.at(v, graph.forward().nodes().size() - 1));
    for (int i = 0; i < timeline.size(); i++) {
      int time = i;
      timeline.get(i).inputs().forEach(v -> uses.at(v, time));
      timeline.get(i).outputs().forEach(v -> uses.at(v, time));
    }
    kept.forEach(v -> uses.at(v, timeline.size()));

    List<Buffer> batched =
        buffers.values().stream().filter(b -> b.root.type().isBatched()).toList();
    for (int i = 0; i < batched.size(); i++) {
      batched.get(i).number = i;
    }
    long perImage = assign(batched);
    long fixed = assign(buffers.values().stream().filter(b -> !b.root.type().isBatched()).toList());
    Map<Value, Storage> storage = new HashMap<>();
    long unshared = 0;
    for (Value value : values.keySet()) {
      Placement.Place place = placement.of(value);
      Buffer buffer = buffers.get(place.root());
      boolean isBatched = value.type().isBatched();
      storage.put(
          value,
          new Storage(
              isBatched,
              buffer.number,
              buffer.offset,
              place.root().type().elements(),
              place.first()));
      unshared += isBatched ? value.type().elements() : 0;
    }
    List<Lifetime> lifetimes =
        batched.stream().map(b -> new Lifetime(b.root, b.begin, b.end)).toList();
    return new MemoryPlan(storage, lifetimes, perImage, fixed, unshared);
  }

  private interface Uses {
    void at(Value value, int time);
  }

  private static long assign(List<Buffer> buffers) {
    List<Buffer> bySize = new ArrayList<>(buffers);
    bySize.sort(
        Comparator.comparingLong((Buffer b) -> b.elements).reversed().thenComparing(b -> b.order));
    List<Buffer> placed = new ArrayList<>(); // by offset
    long total = 0;
    for (Buffer buffer : bySize) {
      long gap = 0;
      for (Buffer other : placed) {
        if (buffer.livesWith(other)) {
          if (other.offset - gap >= buffer.elements) {
            break;
          }
          gap = Math.max(gap, other.offset + other.elements);
        }
      }
      buffer.offset = gap;
      total = Math.max(total, gap + buffer.elements);
      int at = 0;
      while (at < placed.size() && placed.get(at).offset <= gap) {
        at++;
      }
      placed.add(at, buffer);
    }
    return total;
  }
}
