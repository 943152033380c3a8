package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Puts zeros around a map: {@code C×H×W} to {@code C×(H + 2·value)×(W + 2·value)}. For more than a
 * {@link Conv} or a pool pads by itself.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Pad.List.class)
public @interface Pad {
  /** Zero pixels on each side. */
  int value();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Pad[] value();
  }
}
