package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Puts a token before those of each image that is learned and the same for all (Devlin et al.
 * 2018). It starts at zero. In a vision transformer the head reads what attention made of it:
 * {@code @SelectToken(0)}. The parameter is {@code [1, 1, features]} and called as the layer, as
 * torchvision's {@code class_token}: with {@code .weight} behind it, unless {@link Name} says what
 * it is called.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(ClassToken.List.class)
public @interface ClassToken {
  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    ClassToken[] value();
  }
}
