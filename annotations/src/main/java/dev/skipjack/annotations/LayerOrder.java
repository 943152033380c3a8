package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Written by the compiler, beside every model and block: what its class file does not tell all who
 * read it. Not to be written by hand.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface LayerOrder {
  /** The names of its layers, from top to bottom. */
  String[] value();

  /** Of its layers and what they say: another one when anything of that changes. */
  String fingerprint();
}
