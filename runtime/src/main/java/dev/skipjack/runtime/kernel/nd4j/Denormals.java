package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.comparison.CompareAndSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Condition;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** Numbers below the smallest normal one of their type, which many processors are slow with. */
final class Denormals {
  private static final int MOST = 16;

  private record Bound(INDArray x, CompareAndSet op) {}

  private final Condition denormal;
  private final Deque<Bound> recent = new ArrayDeque<>();

  Denormals(DataType type) {
    double least = type == DataType.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    this.denormal = Conditions.absLessThan(least);
  }

  /** Writes zero where a dense array has one. */
  void flush(INDArray x) {
    Nd4j.getExecutioner().exec(op(x));
  }

  private CompareAndSet op(INDArray x) {
    for (Bound bound : recent) {
      if (bound.x() == x) {
        return bound.op();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    CompareAndSet op = new CompareAndSet(x, x, 0, denormal);
    recent.addFirst(new Bound(x, op));
    return op;
  }
}
