package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Group normalisation: {@code gamma (x - mean) / sqrt(variance + epsilon) + beta}, mean and biased
 * variance over the channels of a group and all pixels of each image (Wu and He 2018), as {@code
 * torch.nn.GroupNorm}. With as many groups as channels it is instance normalisation (Ulyanov et al.
 * 2016).
 *
 * @param groups of neighbouring channels; divides them
 * @param affine whether there are gamma and beta; else they are one and zero
 */
public record GroupNormSpec(int channels, int groups, double epsilon, boolean affine)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public GroupNormSpec {
    Checks.require(
        groups > 0 && channels > 0 && channels % groups == 0,
        "groups must divide the channels, got %s",
        groups + " and " + channels);
    Checks.require(
        epsilon > 0 && Double.isFinite(epsilon), "epsilon must be positive, got %s", epsilon);
  }

  /**
   * INPUT {@code [N, C, H, W]} or {@code [N, C]}; GAMMA and BETA {@code [C]} if affine; OUTPUT in
   * the shape of the input.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT).with(affine, GAMMA, BETA);
  }
}
