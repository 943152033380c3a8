package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Layer normalisation (Ba, Kiros and Hinton 2016) over the channels: of a map at each pixel by
 * itself, as in ConvNeXt (torchvision's {@code LayerNorm2d}), of features over all of them, as
 * PyTorch's {@code LayerNorm(features)}. The variance is biased; each channel or feature has a
 * scale and an offset. Training and inference compute the same, whatever the batch. The shape
 * stays.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(LayerNorm.List.class)
public @interface LayerNorm {
  /** Added to the variance. ConvNeXt and vision transformers have 1e-6. */
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
    LayerNorm[] value();
  }
}
