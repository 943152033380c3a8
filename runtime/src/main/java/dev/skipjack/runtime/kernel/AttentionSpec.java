package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

/**
 * Scaled dot-product attention of each of several heads (Vaswani et al. 2017): {@code softmax(q·kᵀ
 * / √d)·v}, with d = features / heads. The features of a token are its query, then its key, then
 * its value; head h has those from h·d on of each, as in PyTorch's {@code MultiheadAttention}.
 *
 * @param features D, of a query
 * @param heads which divide them
 */
public record AttentionSpec(int features, int heads) implements OpSpec {
  /**
   * @throws IllegalArgumentException if the heads do not divide the features
   */
  public AttentionSpec {
    Checks.require(
        heads > 0 && features > 0 && features % heads == 0,
        "heads must divide the features, got %s",
        heads + " and " + features);
  }

  /** d. */
  public int headFeatures() {
    return features / heads;
  }

  /** INPUT {@code [N, T, 3·D]}; OUTPUT {@code [N, T, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
