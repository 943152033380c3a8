package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Adds the outputs of the named layers, of equal shape, to the current one. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Add {
  /** Earlier layers' names. */
  String[] value();
}
