package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Multiplies each channel of a map by a number that is learned (Touvron et al. 2021, "Going deeper
 * with image transformers"): at the end of a residual branch, and small at first, so that a deep
 * network begins as almost nothing but shortcuts. The shape stays. The parameter is {@code
 * [channels, 1, 1]} and called as the layer, as torchvision's {@code layer_scale}, without {@code
 * .weight} if it has a dot, in blocks always.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(LayerScale.List.class)
public @interface LayerScale {
  /** Of each channel, in the beginning. */
  double initial() default 1e-6;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    LayerScale[] value();
  }
}
