package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cheapest assignment that repeated improvement finds: one class changes its layout, or two
 * that a convolution joins do, as long as that is estimated to save time. It starts twice, with all
 * maps in planes and with all that can be in blocks. The same graph gives the same answer.
 */
final class LayoutSearch {
  /** Less than this is not worth another layout, in nanoseconds. */
  private static final double WORTH = 1;

  /**
   * The time that one or two classes decide.
   *
   * @param nanoseconds by the first one's layout and the second one's
   */
  private record Term(int first, int second, double[][] nanoseconds) {
    static Term of(int first, int second, NodeCost.Estimate estimate) {
      Layout[] all = Layout.values();
      double[][] table = new double[all.length][all.length];
      for (Layout one : all) {
        for (Layout other : all) {
          table[one.ordinal()][other.ordinal()] = estimate.in(one, other);
        }
      }
      return new Term(first, second, table);
    }

    double in(Layout[] layouts) {
      return nanoseconds[layouts[first].ordinal()][layouts[second].ordinal()];
    }

    boolean depends(int number) {
      return first == number || second == number;
    }
  }

  private final Mode mode;
  private final LayoutClasses classes;
  private final List<Term> terms = new ArrayList<>();
  private final List<List<Term>> ofClass = new ArrayList<>();

  private LayoutSearch(Graph graph, Mode mode, LayoutClasses classes) {
    this.mode = mode;
    this.classes = classes;
    for (int i = 0; i < classes.count(); i++) {
      ofClass.add(new ArrayList<>());
    }
    graph.nodes().stream()
        .map(mode.costs(graph))
        .flatMap(Optional::stream)
        .forEach(cost -> add(cost.first(), cost.second(), cost.nanoseconds()));
    estimateReorders(graph);
  }

  /** A layout for each class. */
  static Layout[] cheapest(Graph graph, Mode mode, LayoutClasses classes) {
    LayoutSearch search = new LayoutSearch(graph, mode, classes);
    Layout[] fromPlanes = search.improved(Layout.PLANES);
    Layout[] fromBlocks = search.improved(Layout.BLOCKS);
    return search.total(fromBlocks) < search.total(fromPlanes) - WORTH ? fromBlocks : fromPlanes;
  }

  /** What an assignment is estimated to take. */
  static double nanoseconds(Graph graph, Mode mode, LayoutClasses classes, Layout[] layouts) {
    return new LayoutSearch(graph, mode, classes).total(layouts);
  }

  /** A map that somebody writes or reads in planes alone is reordered once if it lies in blocks. */
  private void estimateReorders(Graph graph) {
    Set<Value> planar = new LinkedHashSet<>(graph.inputs());
    for (Node node : graph.nodes()) {
      if (classes.rule(node) == LayoutRule.PLANES) {
        planar.addAll(node.inputs());
        planar.addAll(node.outputs());
      }
    }
    planar.addAll(graph.outputs());
    for (Value value : planar) {
      double reorder = LayoutClasses.isMap(value) ? mode.reorder(value.type()) : 0;
      add(value, value, (layout, same) -> layout == Layout.BLOCKS ? reorder : 0);
    }
  }

  /** Of values in no class nothing depends; one of a pair that is in none counts as planes. */
  private void add(Value a, Value b, NodeCost.Estimate estimate) {
    int first = classes.of(a);
    int second = classes.of(b);
    if (first >= 0 && second >= 0) {
      add(Term.of(first, second, estimate));
    } else if (first >= 0) {
      add(Term.of(first, first, (layout, same) -> estimate.in(layout, layout(b, layout))));
    } else if (second >= 0) {
      add(Term.of(second, second, (layout, same) -> estimate.in(layout(a, layout), layout)));
    }
  }

  /** A map of one pixel lies as it suits the other side. */
  private static Layout layout(Value value, Layout other) {
    boolean either = value.type().isOnePixel() && Layout.fillsBlocks(value.type().channels());
    return either ? other : Layout.PLANES;
  }

  private void add(Term term) {
    terms.add(term);
    ofClass.get(term.first()).add(term);
    if (term.second() != term.first()) {
      ofClass.get(term.second()).add(term);
    }
  }

  private double total(Layout[] layouts) {
    return terms.stream().mapToDouble(t -> t.in(layouts)).sum();
  }

  private Layout[] improved(Layout start) {
    Layout[] layouts = new Layout[classes.count()];
    Arrays.setAll(layouts, i -> classes.canBeBlocks(i) ? start : Layout.PLANES);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < layouts.length; i++) {
        changed |= improve(layouts, i, i);
      }
      for (Term term : terms) {
        if (term.first() != term.second()) {
          changed |= improve(layouts, term.first(), term.second());
        }
      }
    }
    return layouts;
  }

  private boolean improve(Layout[] layouts, int first, int second) {
    if (!classes.canBeBlocks(first) || !classes.canBeBlocks(second)) {
      return false;
    }
    double before = sum(layouts, first, second);
    flip(layouts, first, second);
    if (sum(layouts, first, second) < before - WORTH) {
      return true;
    }
    flip(layouts, first, second);
    return false;
  }

  /** Of what depends on one of them. */
  private double sum(Layout[] layouts, int first, int second) {
    double sum = 0;
    for (Term term : ofClass.get(first)) {
      sum += term.in(layouts);
    }
    for (Term term : ofClass.get(second)) {
      sum += term.depends(first) ? 0 : term.in(layouts);
    }
    return sum;
  }

  private static void flip(Layout[] layouts, int first, int second) {
    layouts[first] = layouts[first].other();
    if (second != first) {
      layouts[second] = layouts[second].other();
    }
  }
}
