package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A feature pyramid (Lin et al. 2017), as torchvision's {@code FeaturePyramidNetwork}: a 1×1
 * convolution takes each tap to {@code out} channels; from the coarsest on each sum is enlarged to
 * the next finer map (nearest pixel) and added to it; a 3×3 convolution makes each level of its
 * sum.
 *
 * <p>The levels are called after their stride in the model's input: {@code p2} has stride 4, {@code
 * p3} stride 8. Other fields read {@code "neck.p3"} of {@code Layer neck}; with {@link Output} all
 * levels are outputs, {@code p2} and so on. The field itself has no value, and nothing else in it.
 *
 * <p>Weights start uniform in ±√(3/fan-in), biases at zero. They are called {@code
 * neck.inner_blocks.0.0.weight} and {@code neck.layer_blocks.0.0.weight}, the finest level first.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Pyramid.List.class)
public @interface Pyramid {
  /** One level more, behind the coarsest. */
  enum Extra {
    /** None. */
    NONE,
    /** Every other pixel of the coarsest level, as detectors after Lin et al. have it. */
    MAX_POOL
  }

  /** At least two earlier layers' maps, the finest first; their strides must be powers of two. */
  String[] taps();

  /** Channels of every level. */
  int out() default 256;

  /** One level more. */
  Extra extra() default Extra.NONE;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Pyramid[] value();
  }
}
