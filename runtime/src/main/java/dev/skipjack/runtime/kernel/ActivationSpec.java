package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

/**
 * An elementwise function.
 *
 * @param slope of a leaky ReLU for negative arguments
 */
public record ActivationSpec(Kind kind, double slope) implements OpSpec {
  /** The functions. */
  public enum Kind {
    RELU,
    LEAKY_RELU,
    SIGMOID,
    TANH
  }

  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public ActivationSpec {
    Checks.require(Double.isFinite(slope), "slope must be finite, got %s", slope);
  }

  /** INPUT of any shape; OUTPUT of the same, which may lie where INPUT does. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
