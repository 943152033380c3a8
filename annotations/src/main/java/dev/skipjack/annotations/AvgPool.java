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
  /** Height and width of the window, pixels: {@code 3}, or both, {@code {2, 1}}. */
  int[] kernel();

  /**
   * Pixels from a window to the next one: {@code 2}, or down and to the right, {@code {2, 1}};
   * unless given, the kernel.
   */
  int[] stride() default {};

  /**
   * Zero pixels on each side, at most half the kernel: {@code 1}, or above and below, left and
   * right; {@link Padding#SAME_UPPER} as TensorFlow pads.
   */
  int[] padding() default 0;

  /** Whether a last, partial window counts; PyTorch's ceil_mode. */
  boolean ceilMode() default false;

  /**
   * Whether the average divides by padding pixels too; with {@link Padding#SAME_UPPER} it does not.
   */
  boolean countIncludePad() default true;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    AvgPool[] value();
  }
}
