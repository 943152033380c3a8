package dev.skipjack.runtime.kernel;

/**
 * An elementwise function.
 *
 * @param slope of a leaky ReLU for negative arguments
 */
public record ActivationSpec(Kind kind, double slope) {
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
}
