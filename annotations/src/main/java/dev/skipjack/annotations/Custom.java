package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A layer of your own: a public class that implements {@code
 * dev.skipjack.runtime.custom.CustomLayer}, with forward and backward pass, and declares its
 * weights. The compiler cannot run it, so what it makes is said here; the class is asked when a
 * network is opened. Without a word: a map or features of the shape that it gets.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Custom.List.class)
public @interface Custom {
  /** Public, not abstract, with a public constructor that takes the {@link #numbers}. */
  Class<?> value();

  /**
   * What the constructor is given: as many ints, longs, floats or doubles; whole numbers for ints
   * and longs.
   */
  double[] numbers() default {};

  /** Channels, or features, of what it makes; by default those of its input. */
  int out() default 0;

  /** Divides height and width of a map, rounded up. */
  int stride() default 1;

  /** Multiplies height and width of a map. */
  int scale() default 1;

  /** Pixels, for images of every size; with {@link #width}, without stride and scale. */
  int height() default 0;

  /** Pixels, for images of every size; with {@link #height}, without stride and scale. */
  int width() default 0;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Custom[] value();
  }
}
