package dev.skipjack.runtime.kernel.simd.direct;

/**
 * Images in chunks, which are numbered through: each some whole images, or a band of rows of one.
 *
 * @param allImages of the batch
 * @param allRows of an image
 * @param mostImages of a chunk; the last one may have fewer
 * @param mostRows of each of its images; the last band of an image may have fewer
 */
record ImageChunks(int allImages, int allRows, int mostImages, int mostRows) {
  /**
   * Chunks of about so many pixels at most: whole images, if one has no more.
   *
   * @param imagePixels of an image
   */
  static ImageChunks of(int images, int rows, int imagePixels, int most) {
    int mostImages = Math.max(1, Math.min(most / imagePixels, images));
    return cut(images, rows, mostImages, Math.max(1, (imagePixels + most - 1) / most));
  }

  /**
   * Chunks of so many images.
   *
   * @param cuts bands of an image, about
   */
  static ImageChunks cut(int images, int rows, int mostImages, int cuts) {
    return new ImageChunks(images, rows, mostImages, (rows + cuts - 1) / cuts);
  }

  private int bands() {
    return (allRows + mostRows - 1) / mostRows;
  }

  /** How many there are. */
  int count() {
    return (allImages + mostImages - 1) / mostImages * bands();
  }

  /** The first image of a chunk. */
  int image(int chunk) {
    return chunk / bands() * mostImages;
  }

  /** How many it has. */
  int images(int chunk) {
    return Math.min(mostImages, allImages - image(chunk));
  }

  /** The first row of a chunk in each of its images. */
  int row(int chunk) {
    return chunk % bands() * mostRows;
  }

  /** How many it has. */
  int rows(int chunk) {
    return Math.min(mostRows, allRows - row(chunk));
  }
}
