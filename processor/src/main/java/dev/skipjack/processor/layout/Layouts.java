package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Value;

/** How each map of a graph shall lie. */
public final class Layouts {
  private final LayoutClasses classes;
  private final Layout[] ofClasses;

  Layouts(LayoutClasses classes, Layout[] ofClasses) {
    this.classes = classes;
    this.ofClasses = ofClasses;
  }

  public Layout of(Value value) {
    int number = classes.of(value);
    return number < 0 ? Layout.PLANES : ofClasses[number];
  }
}
