package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** x·Φ(x), where Φ is the normal distribution (Hendrycks and Gimpel 2016). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Gelu.List.class)
public @interface Gelu {
  /** How Φ is computed. */
  enum Approximate {
    /** By the error function, to the last digits. */
    NONE,
    /** {@code x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))}, as in GPT-2. */
    TANH
  }

  /** How Φ is computed. */
  Approximate approximate() default Approximate.NONE;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Gelu[] value();
  }
}
