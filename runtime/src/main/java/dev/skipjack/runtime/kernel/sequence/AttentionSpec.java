package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Scaled dot-product attention of each of several heads (Vaswani et al. 2017): {@code softmax(q·kᵀ
 * / √d)·v}, with d = features / heads. The features of a token are its query, then its key, then
 * its value; head h has those from h·d on of each, as in PyTorch's {@code MultiheadAttention}.
 *
 * <p>If it is relative, tokens are the pixels of a map, row by row, and to the score of a query and
 * a key is added what the weight has for their distance: the row {@code (i - k + height -
 * 1)·(2·width - 1) + j - l + width - 1} for a query in row i and column j and a key in row k and
 * column l.
 *
 * @param features D, of a query
 * @param heads which divide them
 * @param height of the map, 0 unless it is relative
 * @param width of the map, 0 unless it is relative
 */
public record AttentionSpec(int features, int heads, int height, int width) implements OpSpec {
  /** Of tokens that may lie anywhere. */
  public AttentionSpec(int features, int heads) {
    this(features, heads, 0, 0);
  }

  /**
   * @throws IllegalArgumentException if the heads do not divide the features, or a map has a height
   *     and no width
   */
  public AttentionSpec {
    Checks.require(
        heads > 0 && features > 0 && features % heads == 0,
        "heads must divide the features, got %s",
        heads + " and " + features);
    Checks.require(
        height > 0 ? width > 0 : height == 0 && width == 0,
        "a map has a height and a width, got %s",
        height + "x" + width);
  }

  /** d. */
  public int headFeatures() {
    return features / heads;
  }

  /** Whether it knows where tokens lie. */
  public boolean isRelative() {
    return height > 0;
  }

  /** Rows of the weight: distances of two pixels. */
  public int distances() {
    return (2 * height - 1) * (2 * width - 1);
  }

  /**
   * INPUT {@code [N, T, 3·D]}; if it is relative WEIGHT {@code [(2·height - 1)·(2·width - 1),
   * heads]}; OUTPUT {@code [N, T, D]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT).with(isRelative(), WEIGHT);
  }
}
