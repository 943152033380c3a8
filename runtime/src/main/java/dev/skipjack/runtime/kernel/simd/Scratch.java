package dev.skipjack.runtime.kernel.simd;

/** Heap arrays of one thread, which kernels use in turn. Contents are undefined. */
final class Scratch {
  /** Where the output is read that corrects its gradient. */
  static final int OUT = 11;

  /** Slots of the transforms of Winograd and of what reads or writes a plane. */
  static final int PIXELS = 12;

  static final int STAGE = 13;
  static final int PHASES = 14;
  static final int HALF = 15;

  /** Vectors of sums on their way to one number. */
  static final int LANES = 16;

  /** Those below are the kernel's own. */
  private static final int SLOTS = 17;

  /**
   * The first element that begins a line of cache in an array of {@link #aligned}: 16 bytes of
   * header are before element 0. Stores that cross lines take twice as long.
   */
  static final int FIRST = 12;

  /** Arrays of at least half a region of the G1 collector begin where a region does. */
  private static final int REGION_FLOATS = 512 * 1024 - 4;

  private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

  private final float[][] arrays = new float[SLOTS][];

  static Scratch mine() {
    return MINE.get();
  }

  /** As {@link #floats}; vectors are aligned if they begin at multiples of a line from FIRST on. */
  float[] aligned(int slot, int length) {
    return floats(slot, Math.max(FIRST + length, REGION_FLOATS));
  }

  /** An array of at least this length; another slot gives another array. */
  float[] floats(int slot, int length) {
    float[] array = arrays[slot];
    if (array == null || array.length < length) {
      array = new float[length];
      arrays[slot] = array;
    }
    return array;
  }
}
