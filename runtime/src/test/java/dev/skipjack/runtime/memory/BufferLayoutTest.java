package dev.skipjack.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BufferLayoutTest {
  private record Buffer(long elements, int begin, int end) {
    boolean livesWith(Buffer other) {
      return begin <= other.end && other.begin <= end;
    }
  }

  private static BufferLayout layout(List<Buffer> buffers) {
    BufferLayout layout = new BufferLayout(32, 48);
    buffers.forEach(b -> layout.add(b.elements(), b.begin(), b.end()));
    return layout.place();
  }

  @Test
  void buffersThatLiveTogetherNeverOverlap() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 50; round++) {
      List<Buffer> buffers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int begin = random.nextInt(30);
        buffers.add(new Buffer(1 + random.nextInt(500), begin, begin + random.nextInt(8)));
      }
      BufferLayout layout = layout(buffers);
      long unshared = 0;
      for (int i = 0; i < buffers.size(); i++) {
        long begin = layout.offset(i);
        long end = begin + layout.elements(i);
        assertThat(begin % 16).isZero();
        assertThat(end).isLessThanOrEqualTo(layout.elementsPerImage());
        unshared += layout.elements(i);
        for (int j = 0; j < i; j++) {
          if (buffers.get(i).livesWith(buffers.get(j))) {
            long otherEnd = layout.offset(j) + layout.elements(j);
            assertThat(end <= layout.offset(j) || otherEnd <= begin).as("%d, %d", i, j).isTrue();
          }
        }
      }
      assertThat(layout.elementsPerImage()).isLessThan(unshared / 2);
    }
  }

  @Test
  void theLargestIsPlacedFirstAndGapsAreFilled() {
    BufferLayout layout =
        layout(List.of(new Buffer(20, 0, 1), new Buffer(100, 0, 3), new Buffer(30, 2, 3)));
    assertThat(layout.offset(1)).isZero();
    assertThat(layout.offset(0)).isEqualTo(112);
    assertThat(layout.offset(2)).isEqualTo(112);
    assertThat(layout.elementsPerImage()).isEqualTo(144);
  }

  @Test
  void whatNoArrayCanHoldIsRefused() {
    BufferLayout layout = new BufferLayout(8192, 8192);
    assertThatThrownBy(() -> layout.add(64L * 8192 * 8192, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an image of 8192x8192 takes a buffer of 4,294,967,296 elements, an array can have"
                + " 2,147,483,647: use smaller images");
  }

  @Test
  void onlyTheLastAskedForAreKept() {
    Recent<Integer, Object> recent = new Recent<>(2);
    Object one = recent.of(1, k -> new Object());
    recent.of(2, k -> new Object());
    assertThat(recent.of(1, k -> new Object())).isSameAs(one);
    Object three = recent.of(3, k -> new Object()); // 2 was not asked for since
    assertThat(recent.of(1, k -> new Object())).isSameAs(one);
    assertThat(recent.of(3, k -> new Object())).isSameAs(three);
    assertThat(recent.of(2, k -> "new")).isEqualTo("new");
  }
}
