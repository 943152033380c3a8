package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products with numbers. {@code INDArray.muli(double)} makes a native scalar each time, which lives
 * until the garbage collector runs; an op that is used again makes it once.
 */
final class Scaling {
  private static final int MOST = 16;

  private record Bound(INDArray x, double factor, INDArray out, ScalarMultiplication op) {
    boolean isOf(INDArray array, double by, INDArray result) {
      return x == array && factor == by && out == result;
    }
  }

  private final Deque<Bound> recent = new ArrayDeque<>();

  /** {@code out = factor·x}, and {@code out} again; in place if they are the same. */
  INDArray run(INDArray x, double factor, INDArray out) {
    Nd4j.getExecutioner().exec(op(x, factor, out));
    return out;
  }

  private ScalarMultiplication op(INDArray x, double factor, INDArray out) {
    for (Bound bound : recent) {
      if (bound.isOf(x, factor, out)) {
        return bound.op();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    ScalarMultiplication op = new ScalarMultiplication(x, null, out, factor);
    recent.addFirst(new Bound(x, factor, out, op));
    return op;
  }
}
