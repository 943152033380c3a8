package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** x / (1 + exp(-x)), also called Swish (Ramachandran et al. 2017). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Silu.List.class)
public @interface Silu {
  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Silu[] value();
  }
}
