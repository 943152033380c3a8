package dev.skipjack.runtime.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseScalarOp;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarDivision;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arithmetic on dense vectors of one length that allocates nothing native after the first step. Not
 * with BLAS: its idle threads spin for a while and take the processors from those of ND4J, which
 * made small networks five times slower.
 */
final class Vectors implements AutoCloseable {
  private final INDArray scratch;
  private final VectorOp sum = new VectorOp("add");
  private final VectorOp product = new VectorOp("multiply");
  private final VectorOp quotient = new VectorOp("divide");
  private final BaseScalarOp increase;
  private final BaseScalarOp scale;
  private final BaseScalarOp divide;

  Vectors(long length, DataType type) {
    this.scratch = Nd4j.create(type, length);
    this.increase = new ScalarAdd(scratch, null, scratch, 0);
    this.scale = new ScalarMultiplication(scratch, null, scratch, 1);
    this.divide = new ScalarDivision(scratch, null, scratch, 1);
  }

  /** {@code y += a·x}. */
  void add(double a, INDArray x, INDArray y) {
    if (a == 1) {
      sum.run(y, x, y);
    } else {
      scale(x, a, scratch);
      sum.run(y, scratch, y);
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
    product.run(x, x, x);
  }

  /** {@code out = x / y} for each element; {@code out} may be one of them. */
  void divide(INDArray x, INDArray y, INDArray out) {
    quotient.run(x, y, out);
  }

  /** Runs an op that keeps its native scalar: ND4J makes another one for every {@code muli(a)}. */
  private static void run(BaseScalarOp op, INDArray x, double a, INDArray out) {
    op.setX(x);
    op.setZ(out);
    op.scalar().putScalar(0, a);
    Nd4j.getExecutioner().exec(op);
  }

  @Override
  public void close() {
    sum.close();
    product.close();
    quotient.close();
    scratch.close();
  }

  static double checkedDecay(double weightDecay) {
    if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
      throw new IllegalArgumentException("weight decay must be at least 0, got " + weightDecay);
    }
    return weightDecay;
  }

  static double checkedBeta(String name, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + beta);
    }
    return beta;
  }
}
