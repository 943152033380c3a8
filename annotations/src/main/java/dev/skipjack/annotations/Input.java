package dev.skipjack.annotations;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The shape of the images that a {@link Model} takes; the number of images is known at run time
 * only.
 */
@Target({})
@Retention(RetentionPolicy.CLASS)
public @interface Input {
  /** Channels of an image: 1 for grey, 3 for colour. */
  int channels();

  /** Height in pixels. */
  int height();

  /** Width in pixels. */
  int width();
}
