package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What lies between dense blocks: BN-ReLU-1×1 convolution to {@code floor(compression·C)} channels,
 * then dropout if there is any, then a pool of 2 with stride 2.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Transition.List.class)
public @interface Transition {
  /** What four pixels become. */
  enum Pool {
    /** Their mean (Huang et al. 2017). */
    AVG,
    /** The largest (Jégou et al. 2017). */
    MAX
  }

  /** The share of channels kept, in (0, 1]. */
  double compression() default 0.5;

  /** What four pixels become. */
  Pool pool() default Pool.AVG;

  /** Dropout after the convolution, in [0, 1). */
  double dropout() default 0;

  /** Whether the convolution has a bias. */
  boolean bias() default false;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Transition[] value();
  }
}
