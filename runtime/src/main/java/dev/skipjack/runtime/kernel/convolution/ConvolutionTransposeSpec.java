package dev.skipjack.runtime.kernel.convolution;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Everything about a transposed convolution that is known when the network is built; sizes in
 * pixels.
 *
 * @param stride how far apart two neighbours of the input lie in the output
 * @param padding how much of the output is cut off on each side
 * @param outputPadding how much the output is longer at the bottom and on the right, below the
 *     stride: of the sizes that a convolution with this stride maps to one, it picks a larger one
 */
public record ConvolutionTransposeSpec(
    int inChannels,
    int outChannels,
    int kernel,
    int stride,
    int padding,
    int outputPadding,
    boolean bias)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public ConvolutionTransposeSpec {
    Checks.require(
        inChannels > 0 && outChannels > 0,
        "channels must be positive, got %s",
        inChannels + " and " + outChannels);
    Checks.require(
        kernel > 0 && stride > 0,
        "kernel and stride must be positive, got %s",
        kernel + " and " + stride);
    Checks.require(padding >= 0, "padding must not be negative, got %s", padding);
    Checks.require(
        outputPadding >= 0 && outputPadding < stride,
        "output padding must be at least 0 and less than the stride, got %s",
        outputPadding);
  }

  /**
   * Height or width of the output.
   *
   * @param inSize height or width of the input
   */
  public long outSize(long inSize) {
    return stride * (inSize - 1) + kernel - 2L * padding + outputPadding;
  }

  /**
   * INPUT {@code [N, in, H, W]}, WEIGHT {@code [in, out, kernel, kernel]}, BIAS {@code [out]} if
   * there is one; OUTPUT {@code [N, out, H', W']}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT).with(bias, BIAS);
  }
}
