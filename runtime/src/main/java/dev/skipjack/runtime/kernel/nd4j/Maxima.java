package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Maxima of windows as PyTorch has them. ND4J's ops begin with the least finite number and skip
 * NaN; the windows' means know what was there: NaN, or nothing but minus infinity. What is not as
 * in PyTorch: a window with both infinities is NaN.
 */
final class Maxima {
  private final Choice nan = new Choice(Conditions.isNan());
  private final Choice found;

  Maxima(DataType type) {
    this.found = new Choice(Conditions.greaterThan(least(type)));
  }

  /** What ND4J's ops answer if there is nothing larger. */
  static double least(DataType type) {
    return type == DataType.FLOAT ? -Float.MAX_VALUE : -Double.MAX_VALUE;
  }

  /**
   * @param maxima of ND4J, corrected in place; dense
   * @param means of the same windows; dense
   */
  void correct(INDArray maxima, INDArray means) {
    found.run(maxima, means, maxima);
    nan.run(means, maxima, maxima);
  }
}
