package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fails the build when the model grows beyond a limit; the error names the layer that costs most.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Budget {
  /** Most learned parameters. */
  long maxParameters() default Long.MAX_VALUE;

  /** Most multiply-adds for one image, forward. */
  long maxMultiplyAdds() default Long.MAX_VALUE;

  /** Most bytes of planned memory for each image of a training batch, in float. */
  long maxTrainingBytesPerImage() default Long.MAX_VALUE;
}
