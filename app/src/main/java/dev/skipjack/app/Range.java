package dev.skipjack.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The values that an option of a number may have; {@link Ranges} checks them before the work. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Range {
  /** The least. */
  long from();

  /** The largest. */
  long to();

  /** Every one is a multiple of it. */
  int multipleOf() default 1;
}
