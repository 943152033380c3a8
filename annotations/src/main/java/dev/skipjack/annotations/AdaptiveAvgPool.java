package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Averages to a size, whatever the input's: {@code C×H×W} to {@code C×value×value}. Output pixel i
 * is the mean of the rows from {@code floor(i·H/value)} to {@code ceil((i + 1)·H/value)},
 * exclusive, and so for columns, as PyTorch's {@code AdaptiveAvgPool2d}.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(AdaptiveAvgPool.List.class)
public @interface AdaptiveAvgPool {
  /** Height and width of the output, pixels. */
  int value();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    AdaptiveAvgPool[] value();
  }
}
