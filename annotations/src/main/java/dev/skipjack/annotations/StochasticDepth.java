package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Drops residual branches at random while training, so that only their shortcuts remain (Huang et
 * al. 2016). The units are the blocks of {@link Residual} and each {@link Skip} in the order in
 * which they run, those of a {@link Backbone} included; unit i of L is dropped with probability
 * {@code i/L·(1 - lastSurvival)}, or {@code (i-1)/(L-1)·(1 - lastSurvival)} where the first is
 * always kept, and scaled by 1/(1-p) where it is kept, as torchvision's {@code stochastic_depth}.
 * Inference keeps all.
 *
 * <p>Units that {@link Freeze} freezes, alone or with their backbone, are never dropped and do not
 * count: they run as while predicting.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface StochasticDepth {
  /** What is dropped together. */
  enum Mode {
    /** Each image draws for itself. */
    ROW,
    /** The batch draws once, as the paper does. */
    BATCH
  }

  /** The probability that the last unit is kept, in (0, 1]. */
  double lastSurvival() default 0.5;

  /**
   * Whether the first unit is always kept, and the line to the last begins there, as torchvision's
   * and timm's ConvNeXt have it; the paper drops the first, too.
   */
  boolean keepFirst() default false;

  /**
   * Whether units count whose shortcut is left out, {@link Shortcut#IF_SAME} where the shape
   * changes: nothing is dropped there, and those behind them are dropped more often. Torchvision's
   * EfficientNet counts so.
   */
  boolean countAll() default false;

  /** What is dropped together. */
  Mode mode() default Mode.ROW;
}
