package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Channels become pixels (Shi et al. 2016, section 3.2): {@code (C·scale²)×H×W} to {@code
 * C×(H·scale)×(W·scale)}, in the order of PyTorch's {@code PixelShuffle}.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(PixelShuffle.List.class)
public @interface PixelShuffle {
  /** How many times height and width grow. */
  int scale();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    PixelShuffle[] value();
  }
}
