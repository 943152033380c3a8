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
  /**
   * Images of any size, for height and width together: sizes are checked at run time, against what
   * the compiler derives from the layers, such as multiples of 32.
   */
  int ANY = -1_256_271_893;

  /** Channels of an image: 1 for grey, 3 for colour. */
  int channels();

  /** Height in pixels, or {@link #ANY}. */
  int height();

  /** Width in pixels, or {@link #ANY}. */
  int width();

  /**
   * Whether a backward pass also gives the gradient of the loss by the images, {@code
   * inputGradient()} of the training network: for saliency maps, adversarial examples or a network
   * before this one. PyTorch's {@code requires_grad} of the input.
   */
  boolean gradient() default false;
}
