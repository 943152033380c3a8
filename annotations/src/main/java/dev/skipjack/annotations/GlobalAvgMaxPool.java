package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The averages of all channels, then their largest pixels: {@code C×H×W} to {@code 2C×1×1}, which
 * {@link Linear} takes (timm's {@code catavgmax}).
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(GlobalAvgMaxPool.List.class)
public @interface GlobalAvgMaxPool {

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    GlobalAvgMaxPool[] value();
  }
}
