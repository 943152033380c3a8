package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A transposed convolution, which enlarges: {@code in×H×W} to {@code out×H'×W'} with {@code H' =
 * stride·(H - 1) + kernel - 2·padding + outputPadding}, PyTorch's {@code ConvTranspose2d}. It is
 * the gradient of {@link Conv} with the same attributes. The weight is {@code [in, out, kernel,
 * kernel]} and starts from a normal distribution of variance 2/(kernel²·out), as that of {@link
 * Conv}; the bias starts at zero.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(ConvTranspose.List.class)
public @interface ConvTranspose {
  /** Output channels. */
  int out();

  /** Height and width of what each input pixel is spread over, pixels. */
  int kernel();

  /** Output pixels between neighbouring input pixels: the factor of enlargement. */
  int stride() default 1;

  /** Output pixels taken away on each side. */
  int padding() default 0;

  /**
   * Rows and columns added below and to the right, less than the stride: of the sizes that a
   * convolution would take to this input it chooses one.
   */
  int outputPadding() default 0;

  /** Whether a bias is added. Unless given, it is left out where {@link Conv#bias()} is. */
  boolean bias() default true;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    ConvTranspose[] value();
  }
}
