package dev.skipjack.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An option that may have a value below 1; {@link Ranges} checks it before the work. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Share {
  /** Whether 0 is allowed; nothing below it is. */
  boolean orNone() default false;
}
