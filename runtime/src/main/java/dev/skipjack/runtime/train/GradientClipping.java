package dev.skipjack.runtime.train;

import dev.skipjack.runtime.kernel.optimizer.ClipSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A limit for gradients before the optimizer sees them; immutable. {@link #open} makes the part
 * that works.
 */
@FunctionalInterface
public interface GradientClipping {
  /**
   * @param type of the gradients, FLOAT or DOUBLE
   */
  State open(DataType type);

  /** The part that works, one thread at a time. */
  interface State extends AutoCloseable {
    /**
     * Changes {@code gradients} in place; nothing native is allocated. They are undefined
     * afterwards if one is not finite.
     *
     * @param gradients {@code [length]}
     * @return their Euclidean norm before; not finite if one of them is not
     */
    double clip(INDArray gradients);

    @Override
    default void close() {}
  }

  /** Measures alone. */
  static GradientClipping none() {
    return new KernelClipping(new ClipSpec(ClipSpec.Kind.GLOBAL_NORM, Double.POSITIVE_INFINITY));
  }

  /**
   * Each element to [-limit, limit].
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  static GradientClipping byValue(double limit) {
    return new KernelClipping(new ClipSpec(ClipSpec.Kind.VALUE, limit));
  }

  /**
   * Scales the whole gradient so that its Euclidean norm is at most {@code limit} (Pascanu et al.
   * 2013; as PyTorch's clip_grad_norm_).
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  static GradientClipping byGlobalNorm(double limit) {
    return new KernelClipping(new ClipSpec(ClipSpec.Kind.GLOBAL_NORM, limit));
  }
}
