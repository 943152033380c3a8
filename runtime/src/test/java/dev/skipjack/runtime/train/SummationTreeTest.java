package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SummationTreeTest {
  /** The text of the sum, computed as shards come. */
  private static String onAStack(int shards) {
    Deque<String> stack = new ArrayDeque<>();
    int highest = 0;
    for (int shard = 0; shard < shards; shard++) {
      stack.push(String.valueOf(shard));
      highest = Math.max(highest, stack.size());
      for (int i = SummationTree.additionsAfter(shard, shards); i > 0; i--) {
        String right = stack.pop();
        stack.push("(" + stack.pop() + "+" + right + ")");
      }
    }
    assertThat(stack).hasSize(1);
    assertThat(highest).isEqualTo(SummationTree.height(shards));
    return stack.pop();
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
}
