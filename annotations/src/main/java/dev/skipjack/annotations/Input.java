package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The shape of the images that a {@link Model} takes; the number of images is known at run time
 * only. On a field, one more input of the model: maps of a fixed size or features, as many as there
 * are images. Layers read it under the field's name, and that below it reads it as it reads any
 * field before.
 *
 * <pre>{@code
 * @Model(input = @Input(channels = 1, height = 28, width = 28))
 * class ImageAndTable {
 *   @Conv(out = 16, kernel = 3) @Relu @GlobalAvgPool @Flatten Layer seen;
 *   @Input(features = 6) Layer table;
 *   @Linear(out = 16) @Relu Layer known;
 *   @Concat("seen") @Linear(out = 10) Layer logits;
 * }
 * }</pre>
 *
 * <p>A network of several inputs takes them in the order of the model, as parameters of their
 * names: {@code predict(images, table)}.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Input.List.class)
public @interface Input {
  /**
   * Images of any size, for height and width together: sizes are checked at run time, against what
   * the compiler derives from the layers, such as multiples of 32. Of a model's first input alone.
   * {@code InferenceNetwork.padding} predicts images of other sizes.
   */
  int ANY = -1_256_271_893;

  /** Channels of an image: 1 for grey, 3 for colour. */
  int channels() default 0;

  /** Height in pixels, or {@link #ANY}. */
  int height() default 0;

  /** Width in pixels, or {@link #ANY}. */
  int width() default 0;

  /**
   * Numbers of each image, such as a row of a table, instead of channels, height and width. Of a
   * field alone.
   */
  int features() default 0;

  /**
   * Whether a backward pass also gives the gradient of the loss by this input, {@code
   * inputGradient()} of the training network: for saliency maps, adversarial examples or a network
   * before this one. PyTorch's {@code requires_grad} of the input.
   */
  boolean gradient() default false;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Input[] value();
  }
}
