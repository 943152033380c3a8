package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Some of the channels, or features: {@code C×H×W} to {@code channels×H×W}. It is a window into the
 * layer before, nothing is copied. Two of them split a map, as {@code torch.chunk} does.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Slice.List.class)
public @interface Slice {
  /** Channels that are left out in front. */
  int first() default 0;

  /** How many there are; unless given, all that follow. */
  int channels() default 0;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Slice[] value();
  }
}
