package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A fully connected layer: features to {@code out} features, of a sequence those of each token.
 * Also takes a {@code C×1×1} map. The weight is {@code [out, in]}, uniform in ±1/√in; the bias
 * starts at zero.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Linear.List.class)
public @interface Linear {
  /** Output features. */
  int out();

  /** Whether a bias is added. */
  boolean bias() default true;

  /**
   * Whether it takes a map, and each pixel's channels by themselves, as PyTorch's {@code Linear} on
   * maps whose channels are last: what a convolution of 1×1 computes, but for the start and the
   * shape of the weight, {@code [out, in]}.
   */
  boolean eachPixel() default false;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Linear[] value();
  }
}
