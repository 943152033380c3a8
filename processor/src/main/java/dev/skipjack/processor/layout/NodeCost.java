package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Value;
import java.util.function.ToDoubleFunction;

/**
 * What a node is estimated to take, by how two of its maps lie.
 *
 * @param nanoseconds for an image, as {@link LayoutCosts} counts them
 */
record NodeCost(Value first, Value second, Estimate nanoseconds) {
  /** Nanoseconds by both layouts. */
  interface Estimate {
    double in(Layout first, Layout second);
  }

  /** What depends on one map alone. */
  static NodeCost of(Value map, ToDoubleFunction<Layout> nanoseconds) {
    return new NodeCost(map, map, (layout, same) -> nanoseconds.applyAsDouble(layout));
  }
}
