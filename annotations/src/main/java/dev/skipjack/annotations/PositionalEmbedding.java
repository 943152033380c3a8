package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Adds what is learned for each position to the features of its token, the same for all images;
 * without it attention does not know where a token comes from. It starts normal with a standard
 * deviation of 0.02. The parameter is {@code [1, tokens, features]} and called as the layer, as
 * torchvision's {@code pos_embedding}: with {@code .weight} behind it, unless {@link Name} says
 * what it is called. A sequence of images of another size does not fit it.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(PositionalEmbedding.List.class)
public @interface PositionalEmbedding {
  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    PositionalEmbedding[] value();
  }
}
