package dev.skipjack.runtime.kernel.simd.maps;

/** Weights as they lie, or changed on the way, which are read piece by piece to be packed. */
@FunctionalInterface
public interface WeightSource {
  /** Copies {@code count} floats from {@code offset} on. */
  void read(long offset, float[] to, int at, int count);
}
