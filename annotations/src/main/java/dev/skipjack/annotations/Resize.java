package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes maps larger or smaller, {@code C×H×W} to {@code C×H'×W'}: to a height and a width, or to
 * those of another layer. Computes what PyTorch's {@code interpolate} does with {@code size} and
 * align-corners off, without anti-aliasing, and has no parameters. {@link Upsample} enlarges alone,
 * and is a mistake where it does not.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Resize.List.class)
public @interface Resize {
  /** Pixels, with {@link #width()}. */
  int height() default 0;

  /** Pixels, with {@link #height()}. */
  int width() default 0;

  /** An earlier layer, or {@link Skip#INPUT}, whose height and width the map takes instead. */
  String like() default "";

  /** Where new pixels come from. */
  Upsample.Mode mode() default Upsample.Mode.NEAREST;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Resize[] value();
  }
}
