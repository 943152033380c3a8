package dev.skipjack.runtime.kernel.simd.algorithm;

/** How a convolution is computed; weights are packed in a way for each. */
public enum ConvolutionMethod {
  /** 1 x 1 convolutions as products of packed pixels. */
  POINTWISE,
  /** Channel by channel, where each has a kernel of its own. */
  DEPTHWISE,
  /** Directly, in vectors of pixels. */
  PLANAR,
  /** Directly, in vectors of output channels. */
  BLOCKED,
  /** 3 x 3 convolutions by Winograd's algorithm. */
  WINOGRAD,
  /** The same along rows alone. */
  WINOGRAD_ROWS
}
