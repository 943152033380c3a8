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

  /** Those below are the kernel's own. */
  private static final int SLOTS = 16;

  private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

  private final float[][] arrays = new float[SLOTS][];

  static Scratch mine() {
    return MINE.get();
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
