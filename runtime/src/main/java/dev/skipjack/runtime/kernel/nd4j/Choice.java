package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.comparison.CompareAndSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Condition;

/**
 * {@code result = condition(preferred) ? preferred : other}, element by element in one pass. No
 * condition but that for NaN holds for NaN.
 */
final class Choice {
  private static final int MOST = 16;

  private record Bound(INDArray preferred, INDArray other, INDArray result, CompareAndSet op) {}

  private final Condition condition;
  private final Deque<Bound> recent = new ArrayDeque<>();

  Choice(Condition condition) {
    this.condition = condition;
  }

  /** Of three dense arrays of one shape; the result may be one of the others. */
  void run(INDArray preferred, INDArray other, INDArray result) {
    Nd4j.getExecutioner().exec(op(preferred, other, result));
  }

  private CompareAndSet op(INDArray preferred, INDArray other, INDArray result) {
    for (Bound bound : recent) {
      if (bound.preferred() == preferred && bound.other() == other && bound.result() == result) {
        return bound.op();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    CompareAndSet op = new CompareAndSet(other, preferred, result, condition);
    recent.addFirst(new Bound(preferred, other, result, op));
    return op;
  }
}
