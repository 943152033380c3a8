package dev.skipjack.runtime.kernel.simd.maps;

/** Weights as they lie, in memory or in an array, which are read piece by piece to be packed. */
@FunctionalInterface
public interface WeightSource {
  /** Copies {@code count} floats from {@code offset} on. */
  void read(long offset, float[] to, int at, int count);

  static WeightSource of(float[] weights) {
    return (offset, to, at, count) -> System.arraycopy(weights, (int) offset, to, at, count);
  }
}
