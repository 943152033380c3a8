package dev.skipjack.runtime.kernel.simd.direct;

import dev.skipjack.runtime.kernel.simd.threads.Parts;

/**
 * How the images of a {@link GeneralConvolution} are cut into chunks whose input stays in a core's
 * cache: some whole images, or a band of rows of one.
 */
final class ConvolutionChunks {
  /** Units of chunks and blocks of output channels that are enough for many threads. */
  static final int ENOUGH_UNITS = 16;

  /** Pixels of a chunk that make it worth its last, incomplete panel, and the most. */
  private static final int ENOUGH_PIXELS = 1024;

  private static final int MOST_PIXELS = 5 * 1024;

  /** Pixels of a chunk that is cut off for another thread, and such chunks as are wanted. */
  private static final int FEWEST_PIXELS = 512;

  private static final int WANTED_CHUNKS = 16;

  /** Chunks of few pixels, if they are worth it. */
  private static final int FEW_CHUNKS = 2;

  private ConvolutionChunks() {}

  /**
   * By its shape alone.
   *
   * @param imagePixels of an image's input, padded
   * @param fitting pixels of an input that a cache has room for
   * @param blocks of output channels
   * @param cost of the convolution, in multiplications
   */
  static ImageChunks of(
      int images, int outHeight, int imagePixels, int fitting, int blocks, double cost) {
    int wanted = Math.max(FEWEST_PIXELS, (int) ((long) images * imagePixels / WANTED_CHUNKS));
    int most = Math.min(Math.min(MOST_PIXELS, Math.max(1, fitting)), wanted);
    int few = blocks > 1 ? 1 : Parts.ofShortProducts(FEW_CHUNKS, cost / FEW_CHUNKS);
    int fittingImages = Math.min(most, ENOUGH_PIXELS) / imagePixels;
    int mostImages = Math.max(1, Math.min(fittingImages, (images + few - 1) / few));
    int cuts = Math.max(images < few ? few : 1, (imagePixels + most - 1) / most);
    cuts = mostImages > 1 ? 1 : enoughCuts(images, outHeight, cuts, blocks, cost);
    return ImageChunks.cut(images, outHeight, mostImages, cuts);
  }

  /**
   * Bands of an image, so that together with blocks of output channels they are enough, and as many
   * for each of two threads.
   *
   * @param least as many as chunks need to be small
   */
  private static int enoughCuts(int images, int outHeight, int least, int blocks, double cost) {
    int units = images * blocks;
    int cuts = least > 2 ? (least + 1) / 2 * 2 : least;
    while (blocks > 1
        && cuts * units < ENOUGH_UNITS
        && 2 * cuts <= outHeight
        && Parts.ofProducts(2 * cuts * units, cost / (2 * cuts * units)) == 2 * cuts * units) {
      cuts *= 2;
    }
    return cuts;
  }
}
