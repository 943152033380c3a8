package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Multi-head self-attention (Vaswani et al. 2017): each token becomes a mixture of all tokens'
 * values, weighed by {@code softmax(query·key / √d)}, in each of several heads of d = features /
 * heads. A sequence keeps its tokens. Of a map whose size is known each pixel is a token, its
 * channels are the features, and what comes out is a map of that size.
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

  /**
   * Features of a query, a key and a value, and of what comes out; as many as come in, unless
   * given. The projections are then {@code [3·out, features]} and {@code [out, out]}, as in
   * CoAtNet's stages that widen.
   */
  int out() default 0;

  /** Whether the projections have biases. */
  boolean bias() default true;

  /**
   * Whether a bias is added to each product of a query and a key that says how far the key's pixel
   * is below and to the right of the query's: of maps alone, for the tokens of a sequence lie
   * nowhere (Dai et al. 2021, section 2.1; Liu et al. 2021). The parameter is {@code
   * relative_position_bias_table [(2·height - 1)·(2·width - 1), heads]}, normal with a standard
   * deviation of 0.02; its row for a query in row i and column j and a key in row k and column l is
   * {@code (i - k + height - 1)·(2·width - 1) + j - l + width - 1}, as in torchvision's Swin
   * transformers.
   */
  boolean relativePosition() default false;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    Attention[] value();
  }
}
