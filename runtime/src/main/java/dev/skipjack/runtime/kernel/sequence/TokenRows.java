package dev.skipjack.runtime.kernel.sequence;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sequences {@code [N, T, D]} as features {@code [N·T, D]}, for kernels that treat every token as
 * they treat an image. Sequences lie without gaps: they are never parts of others. The same tensor
 * gives the same view again.
 */
public final class TokenRows {
  /** As many as a kernel has bindings. */
  private static final int MOST = 16;

  private record Pair(Tensor sequence, Tensor rows) {}

  private final Deque<Pair> recent = new ArrayDeque<>();

  /** A kernel of features that takes sequences, too. */
  public static Kernel of(Kernel kernel) {
    TokenRows views = new TokenRows();
    return operands -> kernel.bind(views.of(operands));
  }

  /** Sequences among them as features, the others as they are. */
  public Operands of(Operands operands) {
    Operands rows = operands.copy();
    for (Operand name : operands.names()) {
      if (isSequence(operands, name)) {
        rows.with(name, rows(operands.get(name)));
      }
    }
    return rows;
  }

  /** Whether a kernel is bound to sequences. */
  public static boolean areAmong(Operands operands) {
    return operands.names().stream().anyMatch(name -> isSequence(operands, name));
  }

  /** Parameters may have three axes, too. */
  private static boolean isSequence(Operands operands, Operand name) {
    boolean isParameter = name == Operand.WEIGHT || name == Operand.WEIGHT_GRADIENT;
    return !isParameter && operands.get(name).rank() == 3;
  }

  private Tensor rows(Tensor sequence) {
    for (Pair pair : recent) {
      if (pair.sequence().isSameAs(sequence)) {
        return pair.rows();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    Tensor rows = sequence.reshaped(sequence.size(0) * sequence.size(1), sequence.size(2));
    recent.addFirst(new Pair(sequence, rows));
    return rows;
  }
}
