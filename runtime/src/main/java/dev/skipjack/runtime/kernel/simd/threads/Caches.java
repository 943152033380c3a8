package dev.skipjack.runtime.kernel.simd.threads;

import dev.skipjack.runtime.kernel.Settings;

/**
 * The caches that kernels cut their work for. Sizes were chosen where a core has a second-level
 * cache of 1 MiB and shares a last level of which 16 MiB are taken to be free; with {@link
 * Settings#SECOND_LEVEL_CACHE} and {@link Settings#LAST_LEVEL_CACHE} they grow and shrink in
 * proportion.
 *
 * <p>They do not follow the machine by themselves: they decide in which order is summed, and a
 * training would go on with other bits on another processor.
 */
public final class Caches {
  private static final long USUAL_SECOND_LEVEL = 1 << 20;
  private static final long USUAL_LAST_LEVEL = 16 << 20;

  /** Of a core. */
  public static final long SECOND_LEVEL_BYTES =
      Settings.secondLevelCache().orElse(USUAL_SECOND_LEVEL);

  /** What maps and weights may take of a cache that cores share. */
  public static final long LAST_LEVEL_BYTES = Settings.lastLevelCache().orElse(USUAL_LAST_LEVEL);

  private Caches() {}

  /**
   * @param floats that fit where the second level has 1 MiB
   */
  public static int ofSecondLevel(int floats) {
    return (int) (floats * SECOND_LEVEL_BYTES / USUAL_SECOND_LEVEL);
  }

  /**
   * @param floats that fit where 16 MiB of the last level are free
   */
  public static int ofLastLevel(int floats) {
    return (int) (floats * LAST_LEVEL_BYTES / USUAL_LAST_LEVEL);
  }

  /** For those who compare bits: empty if the sizes are the usual ones. */
  public static String others() {
    return SECOND_LEVEL_BYTES == USUAL_SECOND_LEVEL && LAST_LEVEL_BYTES == USUAL_LAST_LEVEL
        ? ""
        : ", caches of " + (SECOND_LEVEL_BYTES >> 10) + "k and " + (LAST_LEVEL_BYTES >> 10) + "k";
  }
}
