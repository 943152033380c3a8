package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** x for positive x, {@code value·x} for the others. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface LeakyRelu {
  /** The slope for negative x, at least 0. */
  double value() default 0.01;
}
