package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the channels, or features, to several layers by name, as {@code torch.split} does: a field
 * {@code halves} with {@code @Split(into = {"left", "right"})} has the parts {@code halves.left}
 * and {@code halves.right}, which {@link From}, {@link Add} and {@link Concat} read. They are
 * windows into the map, nothing is copied. The field itself remains the whole map. It is the last
 * layer of its field.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Split.List.class)
public @interface Split {
  /** What the parts are called, in the order of their channels. */
  String[] into();

  /** How many channels each has; unless given, all as many. */
  int[] channels() default {};

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Split[] value();
  }
}
