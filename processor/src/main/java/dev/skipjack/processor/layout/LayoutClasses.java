package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Fused.FoldedConvolution;
import dev.skipjack.processor.ir.Fused.SeparableConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The maps of a graph, in classes that must lie alike because ops tie them: a sum and what it adds,
 * a slab and its parts, a pool's input and output. Classes are numbered in the order of the graph.
 * A map of one pixel is in none: it is the same in every layout.
 */
final class LayoutClasses {
  private final Function<Op, LayoutRule> rules;
  private final Map<Value, Value> parents = new LinkedHashMap<>();
  private final Map<Value, Integer> numbers = new HashMap<>();
  private final List<Boolean> canBeBlocks = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  private LayoutClasses(Function<Op, LayoutRule> rules) {
    this.rules = rules;
  }

  /**
   * @param rules which layouts each op shall have
   */
  static LayoutClasses of(Graph graph, Function<Op, LayoutRule> rules) {
    LayoutClasses classes = new LayoutClasses(rules);
    graph.inputs().stream().filter(LayoutClasses::isMap).forEach(classes::find);
    graph.nodes().forEach(classes::tie);
    classes.number();
    graph.nodes().forEach(classes::restrict);
    return classes;
  }

  /** Whether it may lie in more than one way that makes a difference. */
  static boolean isMap(Value value) {
    return value.type().isMap() && !value.type().isOnePixel();
  }

  private void tie(Node node) {
    List<Value> maps =
        Stream.concat(node.inputs().stream(), node.outputs().stream())
            .filter(LayoutClasses::isMap)
            .toList();
    maps.forEach(this::find);
    boolean adds =
        node.op() instanceof FoldedConvolution folded && folded.add()
            || node.op() instanceof SeparableConvolution separable && separable.add();
    LayoutRule rule = rule(node);
    if (adds && isMap(node.output())) {
      unite(node.value(Operand.ADDEND), node.output());
    } else if (rule == LayoutRule.SCALED && isMap(node.output())) {
      unite(node.value(Operand.INPUT), node.output());
    } else if (rule == LayoutRule.ALIKE && !canConvert(node)) {
      maps.forEach(map -> unite(maps.get(0), map));
    }
  }

  /** Which layouts a node shall have. */
  LayoutRule rule(Node node) {
    return rules.apply(node.op());
  }

  /** A copy that has to be made anyway may as well be in another layout. */
  static boolean canConvert(Node node) {
    return node.op() instanceof Movement.Copy;
  }

  private Value find(Value value) {
    Value root = value;
    for (Value parent = parents.get(root); parent != null; parent = parents.get(root)) {
      root = parent;
    }
    if (!root.equals(value)) {
      parents.put(value, root); // the way is short the next time
    } else {
      parents.putIfAbsent(value, null);
    }
    return root;
  }

  private void unite(Value a, Value b) {
    Value first = find(a);
    Value second = find(b);
    if (!first.equals(second)) {
      parents.put(second, first);
    }
  }

  private void number() {
    Map<Value, Integer> ofRoots = new HashMap<>();
    for (Value value : List.copyOf(parents.keySet())) {
      int number = ofRoots.computeIfAbsent(find(value), root -> ofRoots.size());
      numbers.put(value, number);
      if (number == canBeBlocks.size()) {
        canBeBlocks.add(true);
        names.add(value.name());
      }
      if (!value.type().takes(Layout.BLOCKS)) {
        canBeBlocks.set(number, false);
      }
    }
  }

  private void restrict(Node node) {
    if (node.op() instanceof Movement.Slice slice
        && isMap(node.output())
        && !Layout.fillsBlocks(slice.offset())) {
      canBeBlocks.set(of(node.output()), false);
    }
  }

  int count() {
    return canBeBlocks.size();
  }

  /** The number of a map's class; -1 of everything that only lies in planes. */
  int of(Value value) {
    return numbers.getOrDefault(value, -1);
  }

  /** Of its first map. */
  String name(int number) {
    return names.get(number);
  }

  /** Whether all of its maps fill blocks. */
  boolean canBeBlocks(int number) {
    return canBeBlocks.get(number);
  }
}
