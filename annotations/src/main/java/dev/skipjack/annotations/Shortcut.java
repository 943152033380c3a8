package dev.skipjack.annotations;

/** What a skip connection does to what it adds. */
public enum Shortcut {
  /** Nothing where shapes agree, {@link #CONV} where they differ. */
  AUTO,
  /** Nothing; differing shapes are an error. */
  IDENTITY,
  /**
   * Nothing where shapes agree; where they differ, nothing is added: the inverted residuals of
   * MobileNetV2 and MNASNet.
   */
  IF_SAME,
  /** A 1×1 convolution with the stride that fits, then batch norm (ResNet's option B). */
  CONV,
  /** Every stride-th pixel, zero channels appended, no parameters (ResNet's option A). */
  ZERO_PAD
}
