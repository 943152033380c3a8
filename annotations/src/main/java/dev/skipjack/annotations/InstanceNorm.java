package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Instance normalisation (Ulyanov, Vedaldi and Lempitsky 2016): each channel of each image by
 * itself, with mean and biased variance over the pixels of the map, as PyTorch's {@code
 * InstanceNorm2d}, which learns nothing by default and keeps no running statistics. Training and
 * inference compute the same. The shape stays.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(InstanceNorm.List.class)
public @interface InstanceNorm {
  /** Added to the variance. */
  double epsilon() default 1e-5;

  /**
   * Whether each channel has a scale {@code weight} and an offset {@code bias} that are learned.
   */
  boolean affine() default false;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    InstanceNorm[] value();
  }
}
