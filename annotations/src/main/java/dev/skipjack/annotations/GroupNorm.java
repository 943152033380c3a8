package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Group normalisation (Wu and He 2018): each image by itself, with mean and biased variance over
 * the channels of a group and all pixels of the map, as PyTorch's {@code GroupNorm}. Training and
 * inference compute the same, whatever the batch. One group is the layer norm of whole images; as
 * many as channels is {@link InstanceNorm}. Features count as a map of one pixel. The shape stays.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(GroupNorm.List.class)
public @interface GroupNorm {
  /**
   * Into how many groups of neighbouring channels the channels are divided: it must divide them.
   */
  int groups();

  /** Added to the variance. */
  double epsilon() default 1e-5;

  /**
   * Whether each channel has a scale {@code weight} and an offset {@code bias} that are learned.
   */
  boolean affine() default true;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    GroupNorm[] value();
  }
}
