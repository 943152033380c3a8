package dev.skipjack.runtime.kernel;

/**
 * How the values of a map {@code [N, C, H, W]} lie in memory. An array of a map has this shape in
 * either; a spec says what the memory behind it means. A map of one pixel is the same in both.
 */
public enum Layout {
  /** {@code [N][C][H][W]}: one plane of pixels after the other. */
  PLANES,

  /**
   * {@code [N][C/16][H][W][16]}: a pixel's values in 16 channels lie side by side. Only maps whose
   * channels are a multiple of 16 lie so, and thus take no more memory than planes; those of a slab
   * that begin at a multiple of 16 channels begin at the same place in both.
   */
  BLOCKS;

  /** How many channels a block has. */
  public static final int CHANNELS_OF_BLOCK = 16;

  /** Whether a map of so many channels can lie so. */
  public boolean takes(long channels) {
    return this == PLANES || channels % CHANNELS_OF_BLOCK == 0;
  }
}
