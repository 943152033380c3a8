package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Layer normalisation over channels: {@code gamma (x - mean) / sqrt(variance + epsilon) + beta},
 * mean and biased variance over the channels of each pixel, or the features of each image (Ba et
 * al. 2016), as {@code torch.nn.LayerNorm} of the channels.
 *
 * @param affine whether there are gamma and beta; else they are one and zero
 * @param layout how input and output lie
 */
public record LayerNormSpec(int channels, double epsilon, boolean affine, Layout layout)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if a size makes no sense; if channels in blocks are no
   *     multiple of 16
   */
  public LayerNormSpec {
    Checks.require(
        channels > 0 && epsilon > 0 && Double.isFinite(epsilon),
        "channels and epsilon must be positive, got %s",
        channels + " and " + epsilon);
    Checks.requireLayout(layout, channels);
  }

  /** Of maps in planes, of features or tokens. */
  public LayerNormSpec(int channels, double epsilon, boolean affine) {
    this(channels, epsilon, affine, Layout.PLANES);
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
