package dev.skipjack.runtime.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sequences {@code [N, T, D]} as features {@code [N·T, D]}, for kernels that treat every token as
 * they treat an image. Sequences lie without gaps: they are never parts of others.
 */
public final class TokenRows {
  private TokenRows() {}

  /** A kernel of features that takes sequences, too. */
  public static Kernel of(Kernel kernel) {
    return operands -> kernel.bind(of(operands));
  }

  /** Sequences among them as features, the others as they are. */
  public static Operands of(Operands operands) {
    Operands rows = operands.copy();
    for (Operand name : operands.names()) {
      INDArray array = operands.get(name);
      if (array.rank() == 3 && !isParameter(name)) {
        rows.with(name, array.reshape('c', array.size(0) * array.size(1), array.size(2)));
      }
    }
    return rows;
  }

  /** Whether a kernel is bound to sequences. */
  public static boolean areAmong(Operands operands) {
    return operands.names().stream()
        .anyMatch(name -> operands.get(name).rank() == 3 && !isParameter(name));
  }

  /** A layer scale's weight has three axes, too. */
  private static boolean isParameter(Operand name) {
    return name == Operand.WEIGHT || name == Operand.WEIGHT_GRADIENT;
  }
}
