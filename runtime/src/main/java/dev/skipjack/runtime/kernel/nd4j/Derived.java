package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Views made from arrays, remembered so that the same array gives the same view again. */
final class Derived {
  /** As many as a kernel has bindings. */
  private static final int MOST = 16;

  private record Pair(INDArray source, INDArray view) {}

  private final UnaryOperator<INDArray> make;
  private final Deque<Pair> recent = new ArrayDeque<>();

  Derived(UnaryOperator<INDArray> make) {
    this.make = make;
  }

  INDArray of(INDArray source) {
    if (source == null) {
      return null;
    }
    for (Pair pair : recent) {
      if (pair.source() == source) {
        return pair.view();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    INDArray view = make.apply(source);
    recent.addFirst(new Pair(source, view));
    return view;
  }
}
