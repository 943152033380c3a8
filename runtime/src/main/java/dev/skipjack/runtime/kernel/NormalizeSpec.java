package dev.skipjack.runtime.kernel;

/**
 * Batch norm's normalisation.
 *
 * @param relu whether a ReLU follows in the same kernel
 */
public record NormalizeSpec(int channels, double epsilon, boolean relu) {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public NormalizeSpec {
    Checks.require(
        channels > 0 && epsilon > 0,
        "channels and epsilon must be positive, got %s",
        channels + " and " + epsilon);
  }
}
