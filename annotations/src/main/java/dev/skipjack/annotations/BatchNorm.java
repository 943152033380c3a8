package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Batch normalisation of each channel of a map, or of each feature (Ioffe and Szegedy 2015).
 * Training normalises with the batch's biased variance and keeps running statistics with the
 * unbiased one, as PyTorch does; inference uses the running statistics. A map of 1×1, like
 * features, has one value of each channel in an image, so training takes batches of at least two
 * images then; a {@link Freeze frozen} one takes any.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(BatchNorm.List.class)
public @interface BatchNorm {
  /** Added to the variance. */
  double epsilon() default 1e-5;

  /** Weight of the new batch in the running statistics, in (0, 1]. */
  double momentum() default 0.1;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    BatchNorm[] value();
  }
}
