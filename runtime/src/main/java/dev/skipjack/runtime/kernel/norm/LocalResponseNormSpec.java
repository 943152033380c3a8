package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Local response normalisation, which divides each element by what lies in the channels around it:
 * {@code x / (k + alpha/size Σx²)^beta}, where the sum is over {@code size} channels at the same
 * pixel, from size/2 (rounded down) before it on, and over those alone that exist. As {@code
 * torch.nn.LocalResponseNorm}, which divides alpha by the size; Krizhevsky et al. 2012, section
 * 3.3, do not.
 *
 * @param size channels that are summed
 * @param alpha at least 0; it is divided by the size
 * @param beta at least 0
 * @param k positive
 */
public record LocalResponseNormSpec(int size, double alpha, double beta, double k)
    implements OpSpec {
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

  /** INPUT {@code [N, C, H, W]}; OUTPUT of the same shape. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
