package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Adds the output of an earlier layer to the current one (He et al. 2016). */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Skip.List.class)
public @interface Skip {
  /** The input of the enclosing block, or of the model outside a block. */
  String INPUT = "input";

  /** The earlier layer's name. */
  String from();

  /** What happens to it before it is added. */
  Shortcut shortcut() default Shortcut.AUTO;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Skip[] value();
  }
}
