package dev.skipjack.runtime.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Shards of a batch that follow each other: those of one worker, or one partial sum.
 *
 * @param first number of the first, from 0
 * @param end number behind the last
 */
public record ShardRange(int first, int end) {
  /**
   * @throws IllegalArgumentException if it ends before it begins
   */
  public ShardRange {
    if (first < 0 || end < first) {
      throw new IllegalArgumentException("there are no shards from " + first + " to " + end);
    }
  }

  /**
   * What a worker computes: as many as the others as nearly as possible, the first ones have more.
   * A worker may have none, of a last batch with few images.
   *
   * @param worker its rank, from 0
   * @param shards of the batch
   */
  public static ShardRange of(int worker, int workers, int shards) {
    return new ShardRange(
        Shards.first(worker, workers, shards), Shards.first(worker + 1, workers, shards));
  }

  public int size() {
    return end - first;
  }

  public boolean isEmpty() {
    return first == end;
  }

  /**
   * The sums that can be made of these shards alone, from left to right: the largest subtrees of
   * {@link SummationTree} in this range, at most two for each of its levels.
   *
   * @param shards of the batch
   */
  public List<ShardRange> subtrees(int shards) {
    List<ShardRange> stack = new ArrayList<>();
    for (int shard = first; shard < end; shard++) {
      ShardRange top = new ShardRange(shard, shard + 1);
      while (!stack.isEmpty() && SummationTree.meet(stack.get(stack.size() - 1), top, shards)) {
        top = new ShardRange(stack.remove(stack.size() - 1).first, top.end);
      }
      stack.add(top);
    }
    return stack;
  }
}
