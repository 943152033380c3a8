package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Divides each element by {@code (k + alpha/size·Σx²)^beta}, the sum over {@code size} neighbouring
 * channels of the same pixel (Krizhevsky et al. 2012), as PyTorch's {@code LocalResponseNorm}. The
 * paper does not divide alpha by the size: its alpha of 1e-4 for five channels is 5e-4 here. The
 * shape stays.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(LocalResponseNorm.List.class)
public @interface LocalResponseNorm {
  /** Channels in the sum; those beyond the first or last count as zero. */
  int size() default 5;

  /** Weight of the mean square. */
  double alpha() default 1e-4;

  /** The exponent. */
  double beta() default 0.75;

  /** Added to the mean square, so that small elements are not enlarged without bound. */
  double k() default 1;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    LocalResponseNorm[] value();
  }
}
