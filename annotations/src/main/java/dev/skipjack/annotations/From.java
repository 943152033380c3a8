package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Takes the output of the named layer (or {@link Skip#INPUT}) instead of the one before. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(From.List.class)
public @interface From {
  /** An earlier layer's name, or that of a part of a {@link Backbone} or {@link Pyramid}. */
  String value();

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    From[] value();
  }
}
