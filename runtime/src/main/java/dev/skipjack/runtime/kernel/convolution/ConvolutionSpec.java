package dev.skipjack.runtime.kernel.convolution;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.Span;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;

/**
 * Everything about a convolution that is known when the network is built; sizes in pixels.
 *
 * @param strides pixels from a window to the next one: down, to the right
 * @param padding zero pixels on each side: above and below, left and right
 */
public record ConvolutionSpec(
    int inChannels,
    int outChannels,
    Span kernel,
    Span strides,
    Span padding,
    int dilation,
    int groups,
    boolean bias)
    implements OpSpec {
  /**
   * @throws IllegalArgumentException if a size makes no sense
   */
  public ConvolutionSpec {
    Checks.require(
        inChannels > 0 && outChannels > 0,
        "channels must be positive, got %s",
        inChannels + " and " + outChannels);
    Checks.require(
        kernel.isPositive() && strides.isPositive() && dilation > 0,
        "kernel, stride and dilation must be positive, got %s",
        kernel + ", " + strides + ", " + dilation);
    Checks.require(
        padding.height() >= 0 && padding.width() >= 0,
        "padding must not be negative, got %s",
        padding);
    Checks.require(
        groups > 0 && inChannels % groups == 0 && outChannels % groups == 0,
        "groups must divide both channels, got %s",
        groups);
  }

  /** With a square window. */
  public ConvolutionSpec(
      int inChannels,
      int outChannels,
      int kernel,
      int stride,
      int padding,
      int dilation,
      int groups,
      boolean bias) {
    this(
        inChannels,
        outChannels,
        Span.of(kernel),
        Span.of(stride),
        Span.of(padding),
        dilation,
        groups,
        bias);
  }

  /** With windows as far apart down as to the right. */
  public ConvolutionSpec(
      int inChannels,
      int outChannels,
      Span kernel,
      int stride,
      Span padding,
      int dilation,
      int groups,
      boolean bias) {
    this(inChannels, outChannels, kernel, Span.of(stride), padding, dilation, groups, bias);
  }

  /**
   * Pixels from a window to the next one, in both directions.
   *
   * @throws IllegalStateException if these are two numbers
   */
  public int stride() {
    if (!strides.isSquare()) {
      throw new IllegalStateException("strides of " + strides + " are two numbers");
    }
    return strides.height();
  }

  /** Whether it is a linear layer of each pixel by itself. */
  public boolean isPointwise() {
    return isOneByOne() && strides.is(1);
  }

  /** The same of some pixels in equal steps, or of each. */
  public boolean isOneByOne() {
    return kernel.is(1) && padding.is(0) && groups == 1;
  }

  /**
   * INPUT {@code [N, in, H, W]}, WEIGHT {@code [out, in/groups, kernelHeight, kernelWidth]}, BIAS
   * {@code [out]} if there is one; OUTPUT {@code [N, out, H', W']}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT).with(bias, BIAS);
  }

  /** A prologue normalises the input, bounds it at most and adds nothing. */
  void requirePrologue(NormalizeSpec prologue) {
    Checks.require(
        prologue == null || prologue.channels() == inChannels,
        "a prologue has the input's channels, got %s",
        prologue);
    NormalizeSpec.requirePrologue(prologue);
  }
}
