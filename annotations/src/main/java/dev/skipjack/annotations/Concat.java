package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Appends the channels of the named layers, of equal height and width, to the current ones. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Concat {
  /** Earlier layers' names. */
  String[] value();
}
