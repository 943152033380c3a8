package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sets every element to one value. {@code INDArray.assign(double)} makes a native scalar each time,
 * which lives until the garbage collector runs; an op that is used again makes it once.
 */
final class Filling {
  private static final int MOST = 16;

  private record Bound(INDArray array, ScalarSet op) {}

  private final double value;
  private final Deque<Bound> recent = new ArrayDeque<>();

  Filling(double value) {
    this.value = value;
  }

  void run(INDArray array) {
    Nd4j.getExecutioner().exec(op(array));
  }

  private ScalarSet op(INDArray array) {
    for (Bound bound : recent) {
      if (bound.array() == array) {
        return bound.op();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    ScalarSet op = new ScalarSet(array, value);
    recent.addFirst(new Bound(array, op));
    return op;
  }
}
