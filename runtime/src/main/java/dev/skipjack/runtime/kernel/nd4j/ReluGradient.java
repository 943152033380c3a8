package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * The gradient of a ReLU from its output, which is never negative: zero where it is zero, as it is
 * elsewhere, where it is NaN too, as in PyTorch. ND4J's {@code relu_bp} hides NaN.
 */
final class ReluGradient {
  private final Resources resources;
  private final Choice zeros = new Choice(Conditions.lessThanOrEqual(0));

  ReluGradient(Resources resources) {
    this.resources = resources;
  }

  /**
   * @param out of the ReLU
   * @param gradient dense, as out
   * @param result dense, as out; may be {@code gradient}, but not in slot B
   */
  void run(INDArray out, INDArray gradient, INDArray result) {
    zeros.run(resources.dense(out, Scratch.Slot.B), gradient, result);
  }
}
