package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** x for positive x, {@code value·x} for the others. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(LeakyRelu.List.class)
public @interface LeakyRelu {
  /** The slope for negative x, at least 0. */
  double value() default 0.01;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    LeakyRelu[] value();
  }
}
