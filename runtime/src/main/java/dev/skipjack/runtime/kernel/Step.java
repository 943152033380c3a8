package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A step of a network's pass: a kernel, bound to the arrays of one size of a batch after the other.
 * It remembers the last few bindings, so that sizes may alternate.
 */
public final class Step {
  /** The full batch, the last partial one, and those of an evaluation. */
  private static final int MOST = 4;

  private record Binding(Operands operands, Runnable run) {}

  private final OpSpec spec;
  private final Kernel kernel;
  private final List<Binding> bindings = new ArrayList<>(MOST);
  private int next;
  private Runnable bound = this::refuse;

  Step(OpSpec spec, Kernel kernel) {
    this.spec = spec;
    this.kernel = kernel;
  }

  /**
   * From now on {@link #run} computes with these arrays.
   *
   * @param operands nobody changes them any more
   * @return this step
   * @throws IllegalArgumentException if one is missing, or the op knows nothing of one
   */
  public Step bind(Operands operands) {
    bound = this::refuse;
    bound = binding(operands).run();
    return this;
  }

  private Binding binding(Operands operands) {
    for (Binding known : bindings) {
      if (known.operands().areThoseOf(operands)) {
        return known;
      }
    }
    spec.signature().check(spec.describe(), operands);
    Binding made = new Binding(operands, kernel.bind(operands));
    if (bindings.size() < MOST) {
      bindings.add(made);
    } else {
      bindings.set(next, made);
      next = (next + 1) % MOST;
    }
    return made;
  }

  /**
   * Computes with the arrays of now.
   *
   * @throws IllegalStateException if there are none
   */
  public void run() {
    bound.run();
  }

  private void refuse() {
    throw new IllegalStateException(spec.describe() + " is bound to nothing: bind it first");
  }
}
