package dev.skipjack.runtime.kernel;

/**
 * Local response normalisation across channels.
 *
 * @param size channels that are summed
 * @param alpha at least 0; it is divided by the size
 * @param beta at least 0
 * @param k positive
 */
public record LocalResponseNormSpec(int size, double alpha, double beta, double k) {
  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public LocalResponseNormSpec {
    Checks.require(size > 0, "size must be positive, got %s", size);
    Checks.require(
        alpha >= 0 && beta >= 0 && Double.isFinite(alpha) && Double.isFinite(beta),
        "alpha and beta must be at least 0, got %s",
        alpha + " and " + beta);
    Checks.require(k > 0 && Double.isFinite(k), "k must be positive, got %s", k);
  }
}
