package dev.skipjack.processor.ir;

/** How the values of a map lie in memory; the runtime's {@code kernel/Layout} says the same. */
public enum Layout {
  /** {@code [N][C][H][W]}. */
  PLANES,

  /** {@code [N][C/16][H][W][16]}: what a pixel has in 16 channels lies side by side. */
  BLOCKS;

  /** How many channels a block has. */
  public static final int CHANNELS_OF_BLOCK = 16;

  /** Whether channels fill whole blocks; or begin where one does. */
  public static boolean fillsBlocks(int channels) {
    return channels % CHANNELS_OF_BLOCK == 0;
  }

  public Layout other() {
    return this == PLANES ? BLOCKS : PLANES;
  }
}
