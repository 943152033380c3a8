package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** x for positive x, {@code value·(exp(x) - 1)} for the others (Clevert et al. 2015). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Elu.List.class)
public @interface Elu {
  /** What is approached for very negative x, with a minus before it: positive. */
  double value() default 1;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Elu[] value();
  }
}
