package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/**
 * Pixels of a map, 16 channels beside each other, as they lie in memory or changed on the way: of
 * planes transposed.
 */
public interface BlockSource {
  /**
   * Copies {@code count} pixels of a block of channels of an image, from {@code pixel} on.
   *
   * @param distance floats from one pixel to the next in {@code to}; channels that lack are zero
   */
  void readBlock(
      int image,
      int block,
      int pixel,
      int count,
      float[] to,
      int at,
      int distance,
      Scratch scratch);

  /** The map whose pixels these are as they lie in a Java array, in blocks; else null. */
  Blocks blocksOnHeap();
}
