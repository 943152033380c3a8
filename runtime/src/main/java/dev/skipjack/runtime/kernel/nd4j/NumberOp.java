package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An operation with numbers. {@code INDArray.muli(double)} makes a native scalar each time, which
 * lives until the garbage collector runs; an op that is used again makes it once.
 */
abstract class NumberOp {
  private static final int MOST = 16;

  private record Bound(INDArray x, double number, INDArray out, BaseScalarOp op) {
    boolean isOf(INDArray array, double by, INDArray result) {
      return x == array && number == by && out == result;
    }
  }

  private final Deque<Bound> recent = new ArrayDeque<>();

  abstract BaseScalarOp make(INDArray x, double number, INDArray out);

  /** Computes {@code out}, and returns it; in place if they are the same. */
  final INDArray run(INDArray x, double number, INDArray out) {
    Nd4j.getExecutioner().exec(op(x, number, out));
    return out;
  }

  private BaseScalarOp op(INDArray x, double number, INDArray out) {
    for (Bound bound : recent) {
      if (bound.isOf(x, number, out)) {
        return bound.op();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    BaseScalarOp op = make(x, number, out);
    recent.addFirst(new Bound(x, number, out, op));
    return op;
  }
}
