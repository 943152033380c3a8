package dev.skipjack.processor.ir;

import java.util.Locale;

/**
 * What a value is to the {@link Node} that reads or writes it. A node has each name once; which
 * ones, and in which order, is its {@link Signature}.
 */
public enum Operand {
  INPUT,
  /** The two sides of a sum. */
  LEFT,
  RIGHT,
  /** What the input is multiplied with. */
  SCALE,
  /** Of a concatenation: any number of inputs, in order. */
  PARTS,

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

  OUTPUT_GRADIENT(OUTPUT),
  OUTPUT_MEAN_GRADIENT(OUTPUT_MEAN),
  OUTPUT_VARIANCE_GRADIENT(OUTPUT_VARIANCE),
  INPUT_GRADIENT(INPUT),
  SCALE_GRADIENT(SCALE),
  ADDEND_GRADIENT(ADDEND),
  MEAN_GRADIENT(MEAN),
  VARIANCE_GRADIENT(VARIANCE),
  GAMMA_GRADIENT(GAMMA),
  BETA_GRADIENT(BETA),
  WEIGHT_GRADIENT(WEIGHT),
  BIAS_GRADIENT(BIAS),
  SECOND_WEIGHT_GRADIENT(SECOND_WEIGHT),
  THIRD_WEIGHT_GRADIENT(THIRD_WEIGHT),
  FOURTH_WEIGHT_GRADIENT(FOURTH_WEIGHT),
  /** What other readers of the input contributed, to which the node adds. */
  INPUT_GRADIENT_SO_FAR(INPUT),
  MEAN_GRADIENT_SO_FAR(MEAN),
  VARIANCE_GRADIENT_SO_FAR(VARIANCE);

  private final Operand of;

  Operand() {
    this(null);
  }

  Operand(Operand of) {
    this.of = of;
  }

  public boolean isGradient() {
    return of != null;
  }

  /** What this is the gradient of, which has the same type; itself if it is none. */
  public Operand forward() {
    return of == null ? this : of;
  }

  /** Prints {@code output gradient}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
