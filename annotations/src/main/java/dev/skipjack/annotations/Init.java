package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How the weights of this field start, instead of the layer's own rule. Biases and batch norm keep
 * theirs.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Init {
  /** The distributions. */
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
    ZERO
  }

  /** The distribution. */
  Scheme value();

  /** For {@link Scheme#NORMAL}. */
  double standardDeviation() default 0.01;
}
