package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How the weights of this field start, instead of the layer's own rule. Biases and batch norm keep
 * theirs.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Init.List.class)
public @interface Init {
  /** The distributions, and one filter. */
  enum Scheme {
    /** Normal, variance 2/(kernel²·out) (He et al. 2015). */
    HE_FAN_OUT,
    /** Normal, variance 2/(kernel²·in). */
    HE_FAN_IN,
    /** Uniform in ±√(6/(fan-in + fan-out)) (Glorot and Bengio 2010). */
    XAVIER,
    /** Normal with {@link Init#standardDeviation()}. */
    NORMAL,
    /** All zero. */
    ZERO,
    /**
     * Bilinear interpolation of each channel by itself (Long et al. 2015), for a {@link
     * ConvTranspose} that keeps the number of channels; with {@code kernel = 2·stride} it enlarges
     * smoothly. Nothing is random.
     */
    BILINEAR
  }

  /** How. */
  Scheme value();

  /** For {@link Scheme#NORMAL}. */
  double standardDeviation() default 0.01;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Init[] value();
  }
}
