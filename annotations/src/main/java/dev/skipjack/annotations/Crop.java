package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Cuts a map to the height and width of another layer: {@code C×H×W} to {@code C×H'×W'}, channels
 * as they are.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Crop.List.class)
public @interface Crop {
  /** The input of the enclosing block, or of the model outside a block. */
  String INPUT = Skip.INPUT;

  /** Cuts as much above as below and as much left as right; an odd pixel goes below and right. */
  int CENTER = -1_152_066_569;

  /** An earlier layer, or {@link #INPUT}, that is not larger. */
  String like();

  /** Pixels cut away above and to the left. */
  int offset() default CENTER;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Crop[] value();
  }
}
