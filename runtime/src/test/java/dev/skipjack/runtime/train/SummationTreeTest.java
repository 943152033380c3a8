package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SummationTreeTest {
  /** A sum, and its text. */
  private record Sum(ShardRange shards, String text) {}

  /** The text of the sum, computed as shards come. */
  private static String onAStack(int shards) {
    Deque<Sum> stack = new ArrayDeque<>();
    int highest = 0;
    for (int shard = 0; shard < shards; shard++) {
      Sum top = new Sum(new ShardRange(shard, shard + 1), String.valueOf(shard));
      highest = Math.max(highest, stack.size() + 1);
      top = meet(stack, top, shards);
      stack.push(top);
    }
    assertThat(stack).hasSize(1);
    assertThat(highest).isEqualTo(SummationTree.height(shards));
    return stack.pop().text();
  }

  private static Sum meet(Deque<Sum> stack, Sum last, int shards) {
    Sum top = last;
    while (!stack.isEmpty() && SummationTree.meet(stack.peek().shards(), top.shards(), shards)) {
      Sum left = stack.pop();
      top =
          new Sum(
              new ShardRange(left.shards().first(), top.shards().end()),
              "(" + left.text() + "+" + top.text() + ")");
    }
    return top;
  }

  /** As it is defined: the largest power of two below n, and the rest. */
  private static String sum(int first, int n) {
    if (n == 1) {
      return String.valueOf(first);
    }
    int left = Integer.highestOneBit(n - 1);
    return "(" + sum(first, left) + "+" + sum(first + left, n - left) + ")";
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "2, (0+1)",
    "3, ((0+1)+2)",
    "5, (((0+1)+(2+3))+4)",
    "6, (((0+1)+(2+3))+(4+5))",
    "7, (((0+1)+(2+3))+((4+5)+6))"
  })
  void theTreeIsTheOneThatIsDocumented(int shards, String expected) {
    assertThat(sum(0, shards)).isEqualTo(expected);
    assertThat(onAStack(shards)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 9, 11, 13, 16, 31, 32, 33, 100, 255, 1000})
  void shardsThatComeInOrderAreAddedAsTheTreeSays(int shards) {
    assertThat(onAStack(shards)).isEqualTo(sum(0, shards));
  }

  /** Each worker adds what it can, and what they have is added as the tree says. */
  @ParameterizedTest
  @CsvSource({"8, 3", "8, 4", "7, 2", "5, 5", "100, 7", "6, 4", "2, 4", "33, 32"})
  void whatWorkersAddMakesTheTree(int shards, int workers) {
    Deque<Sum> stack = new ArrayDeque<>();
    int next = 0;
    for (int worker = 0; worker < workers; worker++) {
      ShardRange range = ShardRange.of(worker, workers, shards);
      assertThat(range.first()).isEqualTo(next);
      List<ShardRange> subtrees = range.subtrees(shards);
      assertThat(subtrees.size()).isLessThanOrEqualTo(2 * SummationTree.height(shards));
      for (ShardRange subtree : subtrees) {
        assertThat(subtree.first()).isEqualTo(next);
        next = subtree.end();
        stack.push(meet(stack, new Sum(subtree, sum(subtree.first(), subtree.size())), shards));
      }
      assertThat(next).isEqualTo(range.end());
    }
    assertThat(stack).hasSize(1);
    assertThat(stack.pop().text()).isEqualTo(sum(0, shards));
  }
}
