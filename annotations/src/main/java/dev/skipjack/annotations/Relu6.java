package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** min(max(x, 0), 6), as in MobileNetV2 (Sandler et al. 2018). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Relu6.List.class)
public @interface Relu6 {
  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Relu6[] value();
  }
}
