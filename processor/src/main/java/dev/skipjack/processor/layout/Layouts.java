package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Value;
import java.util.function.Function;

/** How each map of a graph shall lie, and which ops shall have planes in any case. */
public final class Layouts {
  private final Function<Op, LayoutRule> rules;
  private final LayoutClasses classes;
  private final Layout[] ofClasses;

  Layouts(Function<Op, LayoutRule> rules, LayoutClasses classes, Layout[] ofClasses) {
    this.rules = rules;
    this.classes = classes;
    this.ofClasses = ofClasses;
  }

  /** Whether all of its maps shall lie in planes, whatever was chosen for them. */
  public boolean takesPlanes(Op op) {
    return rules.apply(op) == LayoutRule.PLANES;
  }

  public Layout of(Value value) {
    int number = classes.of(value);
    return number < 0 ? Layout.PLANES : ofClasses[number];
  }
}
