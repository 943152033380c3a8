package dev.skipjack.runtime.kernel;

/**
 * How often a branch is left out.
 *
 * @param probability of being left out, in [0, 1)
 * @param perImage whether each image is decided by itself; otherwise the whole batch at once
 */
public record StochasticDepthSpec(double probability, boolean perImage) {
  /**
   * @throws IllegalArgumentException if the probability is out of range
   */
  public StochasticDepthSpec {
    Checks.require(
        probability >= 0 && probability < 1, "probability must be in [0, 1), got %s", probability);
  }
}
