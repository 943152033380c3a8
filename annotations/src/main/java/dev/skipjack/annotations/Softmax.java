package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Exponentials over their sum: positive numbers that add up to one, over the features of an image,
 * of each token of a sequence or the channels of each pixel of a map. The shape stays.
 *
 * <p>A classifier that is trained ends without it: cross-entropy takes logits, and the softmax of a
 * softmax learns slowly.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Softmax.List.class)
public @interface Softmax {
  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Softmax[] value();
  }
}
