package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The average of each window. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(AvgPool.List.class)
public @interface AvgPool {
  /** Height and width of the window, pixels. */
  int kernel();

  /** Pixels between windows; unless given, the kernel. */
  int stride() default 0;

  /** Zero pixels on each side, at most half the kernel. */
  int padding() default 0;

  /** Whether a last, partial window counts; PyTorch's ceil_mode. */
  boolean ceilMode() default false;

  /** Whether the average divides by padding pixels too. */
  boolean countIncludePad() default true;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    AvgPool[] value();
  }
}
