package dev.skipjack.runtime.kernel;

/**
 * Batch norm's normalisation.
 *
 * @param add whether another map is added
 * @param relu whether a ReLU follows in the same kernel
 */
public record NormalizeSpec(int channels, double epsilon, boolean add, boolean relu) {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public NormalizeSpec {
    Checks.require(
        channels > 0 && epsilon > 0,
        "channels and epsilon must be positive, got %s",
        channels + " and " + epsilon);
  }

  /** Nothing but normalisation, and a ReLU if wanted. */
  public NormalizeSpec(int channels, double epsilon, boolean relu) {
    this(channels, epsilon, false, relu);
  }
}
