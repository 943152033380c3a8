package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;

/**
 * Softmax along the second of three axes. ND4J's own op takes the largest of what is no NaN and
 * then hides it; here NaN is in the sum.
 */
final class SoftmaxColumns {
  private final Resources resources;
  private final BoundOp max;
  private final BoundOp sum;
  private final BoundOp subtract;
  private final BoundOp multiply;
  private final BoundOp divide;
  private final Transform exp = new Transform(Exp::new);

  /** {@code [A, 1, B]} of {@code [A, B]}. */
  private final Derived broadcast = new Derived(a -> a.reshape('c', a.size(0), 1, a.size(1)));

  SoftmaxColumns(Resources resources) {
    this.resources = resources;
    this.max = resources.op("reduce_max", 1);
    this.sum = resources.op("reduce_sum", 1);
    this.subtract = resources.op("subtract");
    this.multiply = resources.op("multiply");
    this.divide = resources.op("divide");
  }

  /**
   * @param x dense {@code [A, C, B]}
   * @param to dense, may be x
   */
  void forward(INDArray x, INDArray to) {
    INDArray each = resources.scratch.of(Scratch.Slot.SOFTMAX_SUMS, x.size(0), x.size(2));
    max.run(BoundOp.arrays(x), each);
    subtract.run(BoundOp.arrays(x, broadcast.of(each)), to);
    exp.run(to, to);
    sum.run(BoundOp.arrays(to), each);
    divide.run(BoundOp.arrays(to, broadcast.of(each)), to);
  }

  /**
   * {@code s·(g - sum of g·s)}.
   *
   * @param s dense {@code [A, C, B]}, what {@link #forward} made
   * @param g dense, its gradient
   * @param to dense, neither of them
   */
  void backward(INDArray s, INDArray g, INDArray to) {
    INDArray each = resources.scratch.of(Scratch.Slot.SOFTMAX_SUMS, s.size(0), s.size(2));
    multiply.run(BoundOp.arrays(s, g), to);
    sum.run(BoundOp.arrays(to), each);
    subtract.run(BoundOp.arrays(g, broadcast.of(each)), to);
    multiply.run(BoundOp.arrays(to, s), to);
  }
}
