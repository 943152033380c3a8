package dev.skipjack.runtime.kernel;

/** Everything about a linear layer that is known when the network is built. */
public record LinearSpec(int inFeatures, int outFeatures, boolean bias) {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public LinearSpec {
    Checks.require(
        inFeatures > 0 && outFeatures > 0,
        "features must be positive, got %s",
        inFeatures + " and " + outFeatures);
  }
}
