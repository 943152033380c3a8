package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarDivision;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arithmetic on dense vectors with numbers that change in each step, which allocates nothing native
 * after the first one. Not with BLAS: its idle threads spin for a while and take the processors
 * from those of ND4J, which made small networks five times slower.
 */
final class FlatVectors {
  private final Resources resources;
  private final BoundOp sum;
  private final BoundOp product;
  private final BoundOp quotient;
  private final BaseScalarOp increase;
  private final BaseScalarOp scale;
  private final BaseScalarOp divide;

  FlatVectors(Resources resources) {
    this.resources = resources;
    this.sum = resources.op("add");
    this.product = resources.op("multiply");
    this.quotient = resources.op("divide");
    INDArray any = resources.filled(0, 1);
    this.increase = new ScalarAdd(any, null, any, 0);
    this.scale = new ScalarMultiplication(any, null, any, 1);
    this.divide = new ScalarDivision(any, null, any, 1);
  }

  /** {@code y += a·x}. */
  void add(double a, INDArray x, INDArray y) {
    if (a == 1) {
      sum.run(BoundOp.arrays(y, x), y);
    } else {
      INDArray part = resources.scratch.like(Scratch.Slot.A, x);
      scale(x, a, part);
      sum.run(BoundOp.arrays(y, part), y);
    }
  }

  /** {@code out = a·x}; in place if they are the same. */
  void scale(INDArray x, double a, INDArray out) {
    run(scale, x, a, out);
  }

  /** {@code out = x / a}; in place if they are the same. */
  void divide(INDArray x, double a, INDArray out) {
    run(divide, x, a, out);
  }

  /** {@code x += a} for each element. */
  void increase(INDArray x, double a) {
    run(increase, x, a, x);
  }

  /** {@code x = x²} for each element. */
  void square(INDArray x) {
    product.run(BoundOp.arrays(x, x), x);
  }

  /** {@code out = x / y} for each element; {@code out} may be one of them. */
  void divide(INDArray x, INDArray y, INDArray out) {
    quotient.run(BoundOp.arrays(x, y), out);
  }

  /** Runs an op that keeps its native scalar: ND4J makes another one for every {@code muli(a)}. */
  private static void run(BaseScalarOp op, INDArray x, double a, INDArray out) {
    op.setX(x);
    op.setZ(out);
    op.scalar().putScalar(0, a);
    Nd4j.getExecutioner().exec(op);
  }
}
