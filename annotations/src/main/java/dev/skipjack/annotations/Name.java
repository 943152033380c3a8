package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the parameters of this field are called in weight files, instead of after the field: a
 * convolution and a batch norm with {@code @Name({"conv1", "bn1"})} have {@code conv1.weight} and
 * {@code bn1.weight}. Each layer with parameters takes one name, in the order written:
 *
 * <ul>
 *   <li>{@link Conv}, {@link ConvTranspose}, {@link Linear} and {@link BatchNorm} put {@code
 *       .weight}, {@code .bias}, {@code .running_mean} and {@code .running_var} behind it;
 *   <li>{@link DenseBlock}, {@link Transition}, {@link Residual}, {@link Pyramid} and {@link
 *       Backbone} begin their layers' names with it; {@link Skip} the names of its projection,
 *       {@code .0} and {@code .1}, unless its shortcut is IDENTITY or ZERO_PAD;
 *   <li>{@link Repeat} begins with it what its block's fields are called, with the number of the
 *       repetition between: {@code layer1.0.conv1}; or where the name has a {@code #}: {@code
 *       trunk.block-#} makes {@code trunk.block-0.conv1} of it. Several names are those of its
 *       layers with parameters, through all repetitions.
 * </ul>
 *
 * <p>Within a {@link Block} the name stands behind that of the repetition.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Name.List.class)
public @interface Name {
  /** One for each layer with parameters. */
  String[] value();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Name[] value();
  }
}
