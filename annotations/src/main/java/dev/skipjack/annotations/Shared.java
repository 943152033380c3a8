package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The layers of an earlier field once more, with the same weights, on the input of this one: a head
 * that looks at each level of a pyramid, a tower for each of two images. The weights are counted
 * and saved once, under the names of the earlier field; what its uses contribute to their gradient
 * adds up. Beside it stand {@link From} and {@link Output} alone.
 *
 * <pre>{@code
 * @From("pyramid.p3") @Repeat(block = Head.class, out = 36) Layer head3;
 * @From("pyramid.p4") @Shared("head3") Layer head4;
 * }</pre>
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Shared.List.class)
public @interface Shared {
  /** An earlier field with weights, whose input has as many channels. */
  String value();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Shared[] value();
  }
}
