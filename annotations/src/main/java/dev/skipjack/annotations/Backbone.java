package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Places the layers of another model here, up to one of its fields, at this model's sizes; the
 * value is the map, or the tokens, that they end in. Their outputs have names: after
 * {@code @Backbone(ResNet50.class) Layer body} other fields read {@code "body.layer2"}, and a name
 * that the other model no longer has is a compile error. What nobody reads is left out.
 *
 * <p>Parameters are called as in the other model, behind the name of this field (or its {@link
 * Name}): {@code body.layer2.0.conv1.weight}. {@link Freeze} freezes all of them. Outputs, budget
 * and stochastic depth of the other model stay there.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Backbone.List.class)
public @interface Backbone {
  /** A class annotated with {@link Model}, with as many input channels as arrive here. */
  Class<?> value();

  /**
   * The field that it ends with. Unless given, the last one before the head: before the first that
   * holds {@link GlobalAvgPool}, {@link AdaptiveAvgPool}, {@link Flatten}, {@link SelectToken} or
   * {@link Linear}.
   */
  String to() default "";

  /**
   * How many pixels of its input there are for one of its output, in each direction. Strides of
   * {@link Residual} that would go beyond become dilation: of the stage's blocks but the first,
   * which takes that of the stage before, and of all stages after it, as torchvision's {@code
   * replace_stride_with_dilation}. 0 leaves strides as they are, or as the backbone that holds this
   * one has them.
   */
  int outputStride() default 0;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Backbone[] value();
  }
}
