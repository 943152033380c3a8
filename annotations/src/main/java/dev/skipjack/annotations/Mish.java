package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** x·tanh(ln(1 + exp(x))) (Misra 2019). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Mish.List.class)
public @interface Mish {
  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Mish[] value();
  }
}
