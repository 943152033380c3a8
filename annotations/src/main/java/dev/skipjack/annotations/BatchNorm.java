package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Batch normalisation of each channel of a map (Ioffe and Szegedy 2015). Training normalises with
 * the batch's biased variance and keeps running statistics with the unbiased one, as PyTorch does;
 * inference uses the running statistics.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface BatchNorm {
  /** Added to the variance. */
  double epsilon() default 1e-5;

  /** Weight of the new batch in the running statistics, in (0, 1]. */
  double momentum() default 0.1;
}
