package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A stage of residual blocks in torchvision's layout and names. BASIC is two 3×3 convolutions;
 * BOTTLENECK is 1×1, 3×3 (with the stride, as torchvision's v1.5), 1×1 to four times {@code out}.
 * Each convolution is followed by batch norm, all but the last also by ReLU; the sum with the
 * shortcut is rectified.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Residual.List.class)
public @interface Residual {
  /** The two blocks of He et al. 2016. */
  enum Kind {
    BASIC,
    BOTTLENECK
  }

  /** Which block. */
  Kind kind() default Kind.BASIC;

  /** Number of blocks. */
  int blocks();

  /** Channels of the 3×3 convolutions, unless {@link #widthPerGroup()} makes them others. */
  int out();

  /**
   * Groups of a bottleneck's 3×3 convolution (ResNeXt, Xie et al. 2017), which then has {@code
   * groups·out·widthPerGroup/64} channels; the block's outputs stay at four times {@code out}.
   */
  int groups() default 1;

  /**
   * Channels of each group where {@code out} is 64, torchvision's {@code width_per_group}: 4 and 32
   * {@link #groups()} are ResNeXt's 32×4d, 128 is a ResNet twice as wide (Zagoruyko and Komodakis
   * 2016). Of bottlenecks only.
   */
  int widthPerGroup() default 64;

  /** Stride of the first block. */
  int stride() default 1;

  /** How the blocks' inputs are added. */
  Shortcut shortcut() default Shortcut.AUTO;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Residual[] value();
  }
}
