package dev.skipjack.runtime.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** Limits a gradient before the optimizer sees it. */
@FunctionalInterface
public interface GradientClipping {
  /** Changes {@code gradients} in place. */
  void clip(INDArray gradients);

  static GradientClipping none() {
    return gradients -> {};
  }

  /**
   * Each element to [-limit, limit].
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  static GradientClipping byValue(double limit) {
    check(limit);
    return gradients -> {
      BooleanIndexing.replaceWhere(gradients, limit, Conditions.greaterThan(limit));
      BooleanIndexing.replaceWhere(gradients, -limit, Conditions.lessThan(-limit));
    };
  }

  /**
   * Scales the whole gradient so that its Euclidean norm is at most {@code limit} (Pascanu et al.
   * 2013; as PyTorch's clip_grad_norm_).
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  static GradientClipping byGlobalNorm(double limit) {
    check(limit);
    return gradients -> {
      double norm = gradients.norm2Number().doubleValue();
      if (norm > limit) {
        gradients.muli(limit / (norm + 1e-6));
      }
    };
  }

  private static void check(double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("a clipping limit must be positive, got " + limit);
    }
  }
}
