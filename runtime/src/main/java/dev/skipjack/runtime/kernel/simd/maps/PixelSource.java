package dev.skipjack.runtime.kernel.simd.maps;

/** Pixels of a map as they lie in memory, or changed on the way. */
public interface PixelSource {
  /** Copies {@code count} pixels of a channel of an image, from {@code pixel} on. */
  void read(int image, int channel, int pixel, float[] to, int at, int count);

  /** The map whose pixels these are as they lie in a Java array; else null. */
  Planes onHeap();
}
