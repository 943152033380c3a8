package dev.skipjack.runtime.kernel.simd.threads;

import dev.skipjack.runtime.kernel.PlatformBeans;
import java.util.Optional;

/**
 * Where the elements of a {@code float[]} lie in this JVM, as its flags tell: no API says where an
 * array is. A JVM that does not tell computes as well, a few percent slower.
 */
final class HeapArrays {
  private static final int LINE = 64;

  /** Since then, arrays without compressed class pointers have no gap behind their length. */
  private static final int JDK_WITHOUT_GAP = 23;

  /**
   * Larger ones would cost more memory than they save time: G1 has regions of 16 or 32 MiB where
   * heaps are beyond 32 GiB.
   */
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private HeapArrays() {}

  /** Bytes before element 0. */
  static int baseOffset() {
    if (is("UseCompactObjectHeaders", "true")) {
      return 12;
    }
    if (is("UseCompressedClassPointers", "false")) {
      return Runtime.version().feature() < JDK_WITHOUT_GAP ? 24 : 20;
    }
    return 16;
  }

  /** The first element that begins a line of the cache, in an array that does so. */
  static int firstInLine() {
    return Math.floorMod(-baseOffset(), LINE) / Float.BYTES;
  }

  /**
   * The fewest elements for which G1 gives an array regions of its own, which begin at multiples of
   * 1 MiB and stay there: an array of more than half a region. Zero with another collector, which
   * puts arrays anywhere.
   */
  static int aloneInRegion() {
    long region = PlatformBeans.flag("G1HeapRegionSize").map(Long::valueOf).orElse(0L);
    return (int) Math.min(region / 2, MOST_BYTES) / Float.BYTES;
  }

  private static boolean is(String flag, String value) {
    return PlatformBeans.flag(flag).equals(Optional.of(value));
  }
}
