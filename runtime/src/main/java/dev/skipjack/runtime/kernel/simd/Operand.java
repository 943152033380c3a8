package dev.skipjack.runtime.kernel.simd;

import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a kernel prepared for the arrays of one operand: it meets the same ones in each step. */
final class Operand<T> {
  /** The full batch, the last partial one, and those of an evaluation. */
  private static final int MOST = 4;

  private final Function<INDArray, T> prepare;
  private final INDArray[] arrays = new INDArray[MOST];
  private final Object[] prepared = new Object[MOST];
  private int next;

  private Operand(Function<INDArray, T> prepare) {
    this.prepare = prepare;
  }

  /** For maps and matrices. */
  static Operand<Planes> planes() {
    return new Operand<>(Planes::of);
  }

  /** For what is dense and has no batch: parameters, vectors. */
  static Operand<Memory> memory() {
    return new Operand<>(Memory::of);
  }

  /** Null for null. */
  @SuppressWarnings("unchecked") // only what prepare answered is in the array
  T of(INDArray array) {
    if (array == null) {
      return null;
    }
    for (int i = 0; i < MOST; i++) {
      if (arrays[i] == array) {
        return (T) prepared[i];
      }
    }
    T made = prepare.apply(array);
    arrays[next] = array;
    prepared[next] = made;
    next = (next + 1) % MOST;
    return made;
  }
}
