package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a network. For a class {@code Foo} the compiler writes {@code FooNetwork}, with which it
 * is trained and used.
 *
 * <pre>{@code
 * @Model(input = @Input(channels = 1, height = 32, width = 32))
 * class LeNet5 {
 *   @Conv(out = 6, kernel = 5, padding = 0) @Tanh @AvgPool(kernel = 2)  Layer c1;
 *   @Conv(out = 16, kernel = 5, padding = 0) @Tanh @AvgPool(kernel = 2) Layer c3;
 *   @Flatten @Linear(out = 120) @Tanh                                   Layer c5;
 *   @Linear(out = 84) @Tanh                                             Layer f6;
 *   @Linear(out = 10)                                                   Layer logits;
 * }
 * }</pre>
 *
 * <p>The last field is the output. It has features (logits), or is a map and says {@link Output},
 * which gives a model further outputs too. The loss applies softmax, so a classifier ends without:
 * predictions are logits, not probabilities.
 *
 * <p>Layers of a superclass that is a model or {@link Block} come first; what annotations of a
 * superclass say about the model is not inherited.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Model {
  /** The shape of one image. */
  Input input();
}
