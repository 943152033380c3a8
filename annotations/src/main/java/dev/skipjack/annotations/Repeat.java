package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Places a {@link Block}, several times one after the other. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Repeat.List.class)
public @interface Repeat {
  /** A class annotated with {@link Block}. */
  Class<?> block();

  /** How often. */
  int times() default 1;

  /** The value of {@link Param#OUT}; 0 if the block has none. */
  int out() default 0;

  /**
   * The value of {@link Param#WIDTH}, a second number of channels: that of a bottleneck, say; 0 if
   * the block has none.
   */
  int width() default 0;

  /** The value of {@link Param#LAYERS}, of a dense block, say; 0 if the block has none. */
  int layers() default 0;

  /** The value of {@link Param#GROWTH}, of a dense block, say; 0 if the block has none. */
  int growth() default 0;

  /** The value of {@link Param#KERNEL}; 0 if the block has none. */
  int kernel() default 0;

  /**
   * The value of {@link Param#EXPANSION}, by which an inverted residual multiplies channels, say; 0
   * if the block has none.
   */
  int expansion() default 0;

  /**
   * The value of {@link Param#DILATION}, by which an atrous convolution sees further; 0 if the
   * block has none.
   */
  int dilation() default 0;

  /**
   * Whether the number of the repetition stands in the names of weight files, as in {@code
   * layer1.0.conv1}. A block that is placed once may do without: {@code layer1.conv1}.
   */
  boolean numbered() default true;

  /** The number of the first repetition in the names of weight files. */
  int first() default 0;

  /** The value of {@link Param#STRIDE} in the first repetition. */
  int stride() default 1;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Repeat[] value();
  }
}
