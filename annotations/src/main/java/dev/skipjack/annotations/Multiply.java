package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Multiplies the output of the current layer with that of a named one, element by element. Either
 * may have a factor for each channel, {@code C×1×1} or features {@code C}, or for each pixel,
 * {@code 1×H×W}, of the other's {@code C×H×W}.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Multiply.List.class)
public @interface Multiply {
  /** The earlier layer's name. */
  String value();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Multiply[] value();
  }
}
