package dev.skipjack.runtime.train;

/**
 * The order in which shards of a batch are added up: one binary tree over their numbers, whoever
 * computed them and when. Numbers that are added in another order are rounded in another way, so
 * the tree is a part of what a training promises.
 *
 * <p>The sum of the shards {@code [first, first + n)} is that of the first m of them plus that of
 * the others, where m is the largest power of two below n. So shard 0 of 6 meets the others as
 * {@code ((0 + 1) + (2 + 3)) + (4 + 5)}, and shard 0 of 5 as {@code ((0 + 1) + (2 + 3)) + 4}: each
 * block of 2^k shards that begins at a multiple of 2^k is added up by itself first, and may be on
 * another machine.
 *
 * <p>Shards that come in the order of their numbers are added with a stack of partial sums, of
 * which at most log2(n) are waiting: this class says when two of them meet.
 */
public final class SummationTree {
  private SummationTree() {}

  /**
   * Whether two sums are those of a node's two children: then they are added, the lower numbers on
   * the left.
   *
   * @param left a sum that the tree has
   * @param right the one that begins where the left one ends
   * @param shards how many there are
   */
  public static boolean meet(ShardRange left, ShardRange right, int shards) {
    int half = left.size();
    boolean isLeftChild = Integer.bitCount(half) == 1 && left.first() % (2L * half) == 0;
    return isLeftChild && right.end() == Math.min(left.first() + 2L * half, shards);
  }

  /** How many partial sums are on the stack at most, the shard that was put on it among them. */
  static int height(int shards) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(shards);
  }
}
