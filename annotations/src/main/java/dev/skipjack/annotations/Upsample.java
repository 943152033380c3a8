package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Enlarges each channel, {@code C×H×W} to {@code C×H'×W'}, by a factor or to the size of another
 * layer: one of {@link #scale()} and {@link #like()}. Computes what PyTorch's {@code interpolate}
 * does with align-corners off, and has no parameters.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Upsample.List.class)
public @interface Upsample {
  /** Where new pixels come from. */
  enum Mode {
    /** The nearest pixel. */
    NEAREST,
    /** The four nearest pixels, weighted by distance. */
    BILINEAR
  }

  /** The factor for height and width. */
  int scale() default 0;

  /** An earlier layer, or {@link Skip#INPUT}, whose height and width the map takes. */
  String like() default "";

  /** Where new pixels come from. */
  Mode mode() default Mode.NEAREST;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Upsample[] value();
  }
}
