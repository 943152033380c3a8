package dev.skipjack.runtime;

/**
 * What lies to the right of an image and below it where a network needs a larger one; see {@link
 * InferenceNetwork#padding}. The names are those of PyTorch's {@code padding_mode}.
 */
public enum ImagePadding {
  /** Zeros, as convolutions pad: the mean colour of images that are normalised. */
  ZEROS {
    @Override
    int source(int index, int size) {
      return -1;
    }
  },

  /** The image mirrored at its last row or column, which is not repeated. */
  REFLECT {
    @Override
    int source(int index, int size) {
      int period = Math.max(1, 2 * (size - 1)); // an image smaller than its padding, to and fro
      int at = index % period;
      return Math.min(at, period - at);
    }
  },

  /** The last row or column, again and again. */
  REPLICATE {
    @Override
    int source(int index, int size) {
      return size - 1;
    }
  };

  /**
   * The row, or column, of an image that one behind its end repeats.
   *
   * @param index at least {@code size}
   * @param size of the image
   * @return below 0: zeros
   */
  abstract int source(int index, int size);
}
