package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Takes the output of the named layer (or {@link Skip#INPUT}) instead of the one before. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface From {
  /** An earlier layer's name, or that of a part of a {@link Backbone} or {@link Pyramid}. */
  String value();
}
