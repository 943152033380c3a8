package dev.skipjack.runtime.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** In-place arithmetic on dense vectors of one length. */
final class Vectors {
  private Vectors() {}

  /** {@code y += a·x}. */
  static void add(double a, INDArray x, INDArray y) {
    Nd4j.getBlasWrapper().level1().axpy(y.length(), a, x, y);
  }

  static double norm(INDArray x) {
    return Nd4j.getBlasWrapper().level1().nrm2(x);
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
