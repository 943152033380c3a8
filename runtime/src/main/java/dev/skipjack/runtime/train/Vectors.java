package dev.skipjack.runtime.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * In-place arithmetic on dense vectors of one length. Not with BLAS: its idle threads spin for a
 * while and take the processors from those of ND4J, which made small networks five times slower.
 */
final class Vectors implements AutoCloseable {
  private final INDArray scratch;

  Vectors(long length, DataType type) {
    this.scratch = Nd4j.create(type, length);
  }

  /** {@code y += a·x}. */
  void add(double a, INDArray x, INDArray y) {
    if (a == 1) {
      y.addi(x);
    } else {
      x.muli(a, scratch);
      y.addi(scratch);
    }
  }

  @Override
  public void close() {
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
