package dev.skipjack.runtime.kernel.optimizer;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.KernelSpec;

/**
 * A limit for gradients.
 *
 * @param limit positive; infinite to measure alone
 */
public record ClipSpec(Kind kind, double limit) implements KernelSpec<Clip> {
  /** What is limited. */
  public enum Kind {
    /** Each element, to [-limit, limit]. */
    VALUE,
    /** The Euclidean norm of all together, to {@code limit}. */
    GLOBAL_NORM
  }

  /**
   * @throws IllegalArgumentException if the limit is not positive
   */
  public ClipSpec {
    Checks.require(limit > 0, "a clipping limit must be positive, got %s", limit);
  }

  @Override
  public Clip around(Clip kernel, Around around) {
    return gradients -> {
      double[] norm = new double[1];
      around.run(() -> norm[0] = kernel.run(gradients));
      return norm[0];
    };
  }
}
