package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Multi-head self-attention (Vaswani et al. 2017): each token becomes a mixture of all tokens'
 * values, weighed by {@code softmax(query·key / √d)}, in each of several heads of d = features /
 * heads. The sequence keeps its shape.
 *
 * <p>The parameters are those of PyTorch's {@code MultiheadAttention}, whose output it has: {@code
 * in_proj_weight [3·features, features]}, uniform as Glorot and Bengio have it, {@code
 * in_proj_bias}, {@code out_proj.weight} and {@code out_proj.bias}. Nothing is masked, and its
 * weights are not dropped.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(Attention.List.class)
public @interface Attention {
  /** Heads, which divide the features. */
  int heads();

  /** Whether the projections have biases. */
  boolean bias() default true;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Attention[] value();
  }
}
