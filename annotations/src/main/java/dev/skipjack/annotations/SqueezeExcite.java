package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Multiplies each channel with a factor between 0 and 1 that the averages of all channels decide
 * (Hu et al. 2018, section 3): {@code C×H×W} stays as it is. Global average pool, 1×1 convolution
 * to fewer channels, ReLU, 1×1 convolution back to {@code C}, sigmoid, product. The convolutions
 * have biases and are called {@code fc1} and {@code fc2} in weight files, as in torchvision.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(SqueezeExcite.List.class)
public @interface SqueezeExcite {
  /** The channels are squeezed to the input's divided by this, rounded down. */
  int reduction() default 16;

  /**
   * The squeezed channels themselves; unless given, {@link #reduction} says them. In the expanded
   * part of a {@link Block} {@code Param.IN / 4} squeezes relative to the block's input, as
   * EfficientNet and RegNet do.
   */
  int channels() default 0;

  /**
   * The squeezed channels are rounded to the nearest multiple of this, and up if more than a tenth
   * would be lost: MobileNetV3 has 8.
   */
  int divisor() default 1;

  /** What is between the two convolutions. */
  Activation activation() default Activation.RELU;

  /** What makes factors of the second convolution's output. */
  Activation gate() default Activation.SIGMOID;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    SqueezeExcite[] value();
  }
}
