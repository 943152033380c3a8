package dev.skipjack.runtime.kernel;

/**
 * A convolution while training, with what was fused to it.
 *
 * @param convolution the convolution itself
 * @param prologue batch norm (and ReLU) that its input passes while it is read, or null
 * @param statistics whether mean and variance of the output are wanted
 */
public record FusedConvolutionSpec(
    ConvolutionSpec convolution, NormalizeSpec prologue, boolean statistics) {
  /**
   * @throws IllegalArgumentException if the prologue has other channels or adds something
   */
  public FusedConvolutionSpec {
    Checks.requirePrologue(convolution, prologue);
  }
}
