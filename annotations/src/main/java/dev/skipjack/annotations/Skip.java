package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Adds the output of an earlier layer to the current one (He et al. 2016). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
public @interface Skip {
  /** The input of the enclosing block, or of the model outside a block. */
  String INPUT = "input";

  /** The earlier layer's name. */
  String from();

  /** What happens to it before it is added. */
  Shortcut shortcut() default Shortcut.AUTO;
}
