package dev.skipjack.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A dense block (Huang et al. 2017): each layer reads the concatenation of all before it and
 * appends {@code growth} channels, so {@code C×H×W} becomes {@code (C + layers·growth)×H×W}. A
 * layer is BN-ReLU-1×1 convolution to {@code bottleneck·growth} channels, then BN-ReLU-3×3
 * convolution to {@code growth}.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.CLASS)
@Repeatable(DenseBlock.List.class)
public @interface DenseBlock {
  /** Number of layers. */
  int layers();

  /** Channels that each layer adds: the growth rate k. */
  int growth();

  /**
   * Width of the 1×1 convolution in multiples of the growth rate; 0 leaves it out (plain DenseNet).
   */
  int bottleneck() default 4;

  /** Dropout after each convolution of the block's layers, in [0, 1). */
  double dropout() default 0;

  /** Whether the block's convolutions have a bias. */
  boolean bias() default false;

  /**
   * Whether only what the layers grew is handed on, {@code (layers·growth)×H×W}: the upward path of
   * Jégou et al. 2017, where otherwise channels would grow at every size.
   */
  boolean newOnly() default false;

  /** What javac makes of two in one field, so that the compiler can say what to do instead. */
  @Target(ElementType.FIELD)
  @Retention(RetentionPolicy.CLASS)
  @interface List {
    /** Those of the field. */
    DenseBlock[] value();
  }
}
