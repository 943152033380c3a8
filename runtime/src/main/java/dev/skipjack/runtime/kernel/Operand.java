package dev.skipjack.runtime.kernel;

import java.util.Locale;

/**
 * What an array is to a kernel that reads or writes it. The names are those of the compiler's
 * graph; an op's {@link OpSpec#signature} says which it has.
 */
public enum Operand {
  INPUT,
  /** The two sides of a sum. */
  LEFT,
  RIGHT,
  /** What the input is multiplied with. */
  SCALE,

  WEIGHT,
  BIAS,
  /** Of a layer of the user's own, beside WEIGHT. */
  SECOND_WEIGHT,
  THIRD_WEIGHT,
  FOURTH_WEIGHT,

  /** What normalises the input. */
  MEAN,
  VARIANCE,
  GAMMA,
  BETA,
  /** The averages that predictions normalise with, which the forward pass in training updates. */
  RUNNING_MEAN,
  RUNNING_VARIANCE,
  /** What normalises the output of a convolution whose weight and bias are constants. */
  FOLD_MEAN,
  FOLD_VARIANCE,
  FOLD_GAMMA,
  FOLD_BETA,
  /** Of the 1 x 1 convolution before a depthwise one; the last four normalise its output. */
  EXPAND_WEIGHT,
  EXPAND_BIAS,
  EXPAND_MEAN,
  EXPAND_VARIANCE,
  EXPAND_GAMMA,
  EXPAND_BETA,
  /** Of the one behind it. */
  PROJECT_WEIGHT,
  PROJECT_BIAS,
  PROJECT_MEAN,
  PROJECT_VARIANCE,
  PROJECT_GAMMA,
  PROJECT_BETA,
  /** Added before the output is rectified. */
  ADDEND,

  OUTPUT,
  OUTPUT_MEAN,
  OUTPUT_VARIANCE,
  /** What chance kept, and its scale. */
  MASK,

  /** Each in the shape of what it is the gradient of. */
  OUTPUT_GRADIENT,
  OUTPUT_MEAN_GRADIENT,
  OUTPUT_VARIANCE_GRADIENT,
  INPUT_GRADIENT,
  SCALE_GRADIENT,
  ADDEND_GRADIENT,
  MEAN_GRADIENT,
  VARIANCE_GRADIENT,
  GAMMA_GRADIENT,
  BETA_GRADIENT,
  WEIGHT_GRADIENT,
  BIAS_GRADIENT,
  SECOND_WEIGHT_GRADIENT,
  THIRD_WEIGHT_GRADIENT,
  FOURTH_WEIGHT_GRADIENT;

  /** Prints {@code output gradient}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
