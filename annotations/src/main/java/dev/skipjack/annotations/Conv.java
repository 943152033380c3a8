package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A 2-D convolution: {@code in×H×W} to {@code out×H'×W'} with {@code H' = (H + 2·padding -
 * dilation·(kernel - 1) - 1) / stride + 1}, rounded down, and W' likewise. The weight is {@code
 * [out, in/groups, kernel height, kernel width]} and starts from a normal distribution scaled by
 * fan-out (He et al. 2015, as torchvision's ResNet and DenseNet do); the bias starts at zero.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Conv.List.class)
public @interface Conv {
  /** Pads {@code dilation·(kernel - 1)/2} pixels, which keeps the size at stride 1. */
  int SAME = -1_886_069_629;

  /** Output channels. */
  int out();

  /**
   * Height and width of the window, pixels: {@code 3}, or both, {@code {1, 7}}. An even one needs a
   * padding.
   */
  int[] kernel();

  /**
   * Pixels from a window to the next one: {@code 2}, or down and to the right, {@code {2, 1}}. Two
   * that differ have no fast kernel, only the portable one.
   */
  int[] stride() default 1;

  /**
   * Zero pixels on each side: {@code 1}, or above and below, left and right, {@code {0, 3}}; {@link
   * Padding#SAME_UPPER} as TensorFlow pads.
   */
  int[] padding() default SAME;

  /** Pixels between the taps of a window. */
  int dilation() default 1;

  /** Groups of channels that do not see each other; must divide input and output channels. */
  int groups() default 1;

  /**
   * Whether a bias is added. Unless given, it is left out when {@link BatchNorm} follows at once
   * and would undo it: in the same field, or first in the next one if this field is no {@link
   * Output} and no field names it. {@link DenseBlock} and {@link Transition} count as batch norm,
   * with which they begin; a dense block also hands its input on as it is, but in the DenseNets of
   * Huang et al. the convolution before it has no bias either.
   */
  boolean bias() default true;

  /**
   * Whether the weights of each output channel are standardised before they are used: less their
   * mean, over the root of their biased variance plus {@link #weightEpsilon()} (Qiao et al. 2019,
   * "Micro-Batch Training with Batch-Channel Normalization and Weight Standardization"; {@code
   * StdConv2d} of BiT and timm). What is learned, and what weight files have, are the weights as
   * they were before.
   */
  boolean weightStandardized() default false;

  /** Added to the variance of weights that are {@link #weightStandardized()}; timm has 1e-6. */
  double weightEpsilon() default 1e-5;

  /** Multiplies {@link #out()}: bottleneck blocks write {@code out = Param.OUT, times = 4}. */
  int times() default 1;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Conv[] value();
  }
}
