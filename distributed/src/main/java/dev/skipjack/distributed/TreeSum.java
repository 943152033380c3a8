package dev.skipjack.distributed;

import dev.skipjack.runtime.train.ShardRange;
import dev.skipjack.runtime.train.SummationTree;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** Adds slices of partial sums, in the order of the tree. */
final class TreeSum {
  private static final int PIECE = 4096;

  private final boolean single;
  private final int shards;
  private final List<Term> stack = new ArrayList<>();
  private final float[] leftFloats = new float[PIECE];
  private final float[] rightFloats = new float[PIECE];
  private final double[] leftDoubles = new double[PIECE];
  private final double[] rightDoubles = new double[PIECE];

  /**
   * A slice of a partial sum, which is overwritten.
   *
   * @param gradients of the network's type
   * @param numbers DOUBLE
   */
  record Term(ShardRange shards, ByteBuffer gradients, ByteBuffer numbers) {}

  /**
   * @param type of gradients
   * @param shards of the batch
   */
  TreeSum(DataType type, int shards) {
    this.single = type == DataType.FLOAT;
    this.shards = shards;
  }

  /** Adds the next one, from left to right. */
  void add(Term next) {
    Term top = next;
    while (!stack.isEmpty()
        && SummationTree.meet(stack.get(stack.size() - 1).shards(), top.shards(), shards)) {
      top = meet(stack.remove(stack.size() - 1), top);
    }
    stack.add(top);
  }

  /**
   * After the last one.
   *
   * @throws IllegalStateException if it was not the last one
   */
  Term sum() {
    if (stack.size() != 1 || stack.get(0).shards().size() != shards) {
      throw new IllegalStateException("of " + shards + " shards some are missing: " + stack);
    }
    return stack.get(0);
  }

  private Term meet(Term left, Term right) {
    if (single) {
      add(left.gradients().asFloatBuffer(), right.gradients().asFloatBuffer());
    } else {
      add(left.gradients().asDoubleBuffer(), right.gradients().asDoubleBuffer());
    }
    add(left.numbers().asDoubleBuffer(), right.numbers().asDoubleBuffer());
    return new Term(
        new ShardRange(left.shards().first(), right.shards().end()),
        left.gradients(),
        left.numbers());
  }

  private void add(FloatBuffer left, FloatBuffer right) {
    for (int first = 0; first < left.limit(); first += PIECE) {
      int count = Math.min(PIECE, left.limit() - first);
      left.get(first, leftFloats, 0, count);
      right.get(first, rightFloats, 0, count);
      for (int i = 0; i < count; i++) {
        leftFloats[i] += rightFloats[i];
      }
      left.put(first, leftFloats, 0, count);
    }
  }

  private void add(DoubleBuffer left, DoubleBuffer right) {
    for (int first = 0; first < left.limit(); first += PIECE) {
      int count = Math.min(PIECE, left.limit() - first);
      left.get(first, leftDoubles, 0, count);
      right.get(first, rightDoubles, 0, count);
      for (int i = 0; i < count; i++) {
        leftDoubles[i] += rightDoubles[i];
      }
      left.put(first, leftDoubles, 0, count);
    }
  }
}
