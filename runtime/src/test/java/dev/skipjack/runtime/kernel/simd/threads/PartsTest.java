package dev.skipjack.runtime.kernel.simd.threads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartsTest {
  private static final double MILLION = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({
    "100, 0.2, 1",
    "100, 1.6, 2",
    "100, 3, 4",
    "100, 5, 4",
    "100, 7, 8",
    "100, 13, 16",
    "100, 30, 32",
    "100, 43, 48",
    "100, 1000, 64", // what 2, 4, 8 or 16 threads get alike
    "7, 5, 4",
    "14, 5, 4",
    "9, 7, 8",
    "3, 2.5, 2", // no more than there are items
    "7, 7, 7",
    "43, 50, 43",
    "1, 9, 1" // each item by itself, if it is worth it
  })
  void partsAreAsManyAsThreadsDivideEvenly(int items, double millions, int parts) {
    assertThat(Parts.ofProducts(items, millions * MILLION / items)).isEqualTo(parts);
  }

  @Test
  void copiesAreAtMostAsManyAsFit() {
    assertThat(new int[] {Parts.evenOf(0.3), Parts.evenOf(3), Parts.evenOf(9), Parts.evenOf(63)})
        .containsExactly(1, 2, 8, 48);
    assertThat(Parts.evenOf(1e9)).isEqualTo(Parts.MOST);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 8, 1000, 1, 1",
    "16, 8, 1000, 2, 1",
    "16, 8, 1000, 3, 1", // six rounds, or eleven of halves
    "16, 8, 1000, 12, 2", // two rounds, or three of halves
    "16, 8, 1000, 16, 1",
    "16, 8, 1000, 64, 4",
    "1, 8, 1000, 2, 2",
    "2, 8, 1000, 64, 8", // no more than there are items
    "48, 8, 1000, 64, 1", // at most 64 parts in all
    "2, 8, 1, 64, 2" // no smaller than is worth a thread
  })
  void groupsAreAsManyAsThreadsNeed(
      int copies, int items, double millions, int threads, int groups) {
    assertThat(Parts.groups(copies, items, millions * MILLION, threads)).isEqualTo(groups);
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 608, 512", // 108 pieces, of which 32 threads would get three or four
    "65536, 1024, 1024",
    "4096, 224, 128",
    "4096, 256, 256",
    "1000, 512, 512", // few pieces stay as large as they can be
    "1, 32, 32"
  })
  void piecesAreAsManyAsThreadsDivideEvenly(int total, int most, int size) {
    assertThat(Parts.evenSize(total, most, 32)).isEqualTo(size);
  }

  @Test
  void partsAreAllItemsOnce() {
    for (int total = 1; total < 40; total++) {
      for (int parts = 1; parts <= total; parts++) {
        assertThat(Parts.first(0, parts, total)).isZero();
        assertThat(Parts.first(parts, parts, total)).isEqualTo(total);
        for (int part = 0; part < parts; part++) {
          assertThat(Parts.first(part + 1, parts, total))
              .isGreaterThan(Parts.first(part, parts, total));
        }
      }
    }
  }
}
