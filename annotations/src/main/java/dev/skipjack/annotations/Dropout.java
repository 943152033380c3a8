package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Zeroes each element with the given probability while training and scales the others by 1/(1-p)
 * (Srivastava et al. 2014); does nothing in inference.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Dropout.List.class)
public @interface Dropout {
  /** The probability, in [0, 1). */
  double value() default 0.5;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Dropout[] value();
  }
}
