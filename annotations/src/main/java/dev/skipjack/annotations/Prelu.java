package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * x for positive x, {@code slope·x} for the others, where the slope is learned (He et al. 2015,
 * "Delving deep into rectifiers"), as PyTorch's {@code PReLU}: of a map or of features. The
 * parameter {@code weight} is {@code [1]}, or {@code [channels]}. Decay of weights draws slopes to
 * zero; the paper trains them without.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Prelu.List.class)
public @interface Prelu {
  /** Whether each channel has a slope of its own, instead of one that all share. */
  boolean eachChannel() default false;

  /** Of each slope, in the beginning. */
  double initial() default 0.25;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Prelu[] value();
  }
}
