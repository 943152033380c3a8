package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of this field, a map or features, is an output of the model. The last field is the main
 * output; it needs the annotation if it is a map. Later layers may read an output like any other
 * value.
 *
 * <p>A model {@code Foo} with several outputs gets a record {@code FooOutputs} with a component for
 * each, in the order of the fields: {@code FooInference.predictOutputs} answers with one, {@code
 * FooTraining.backward} takes one of gradients.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Output.List.class)
public @interface Output {
  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Output[] value();
  }
}
