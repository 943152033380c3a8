package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.factory.Nd4j;

/** A function of elements that ND4J has no custom op for; an op is made once for its arrays. */
final class Transform {
  private static final int MOST = 16;

  private record Bound(INDArray x, INDArray out, Op op) {}

  private final BiFunction<INDArray, INDArray, Op> maker;
  private final Deque<Bound> recent = new ArrayDeque<>();

  /**
   * @param maker of an op from an array and its result
   */
  Transform(BiFunction<INDArray, INDArray, Op> maker) {
    this.maker = maker;
  }

  /** Of dense arrays; in place if they are the same. */
  void run(INDArray x, INDArray out) {
    for (Bound bound : recent) {
      if (bound.x() == x && bound.out() == out) {
        Nd4j.getExecutioner().exec(bound.op());
        return;
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    Op op = maker.apply(x, out);
    recent.addFirst(new Bound(x, out, op));
    Nd4j.getExecutioner().exec(op);
  }
}
