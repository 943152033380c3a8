package dev.skipjack.runtime.custom;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A learned parameter of a {@link CustomLayer}, declared on its class: {@code @Weight(name =
 * "beta", shape = Weight.IN, initial = 1)}. There may be up to four. The compiler reads it: the
 * parameter is counted, saved as {@code field.beta}, frozen with {@code @Freeze}, and trained.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Weight.List.class)
public @interface Weight {
  /** In a {@link #shape}: as many as the input has channels, or features. */
  int IN = -1;

  /** In a {@link #shape}: as many as the output has channels, or features. */
  int OUT = -2;

  /** What it is called in {@link Weights#get(String)}, and behind the field in weight files. */
  String name();

  /** Positive sizes, {@link #IN} or {@link #OUT}. */
  int[] shape();

  /** What all its numbers are before training. */
  double initial() default 0;

  /** Where positive, its numbers are drawn from a normal distribution about zero instead. */
  double standardDeviation() default 0;

  /** What javac makes of several on one class. */
  @Documented
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface List {
    /** Those of the class. */
    Weight[] value();
  }
}
