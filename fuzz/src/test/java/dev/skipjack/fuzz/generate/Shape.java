package dev.skipjack.fuzz.generate;

/**
 * What a layer gives for one image.
 *
 * @param channels or features
 * @param height of a map, pixels; 0 for features
 * @param width of a map, pixels; 0 for features
 */
record Shape(int channels, int height, int width) {
  static Shape features(int features) {
    return new Shape(features, 0, 0);
  }

  boolean isMap() {
    return height > 0;
  }

  /** Enough values of each image for batch norm. */
  boolean isNormalizable() {
    return height * width >= 4;
  }

  boolean sameSize(Shape other) {
    return height == other.height && width == other.width;
  }

  long elements() {
    return isMap() ? (long) channels * height * width : channels;
  }

  Shape withChannels(int newChannels) {
    return new Shape(newChannels, height, width);
  }

  /** After square windows; null where none fits. */
  Shape windows(int newChannels, int reach, int stride, int padding, boolean ceil) {
    return windows(newChannels, Pair.of(reach), Pair.of(stride), Pair.of(padding), ceil);
  }

  /** After windows; null where none fits. */
  Shape windows(int newChannels, Pair reach, Pair stride, Pair padding, boolean ceil) {
    int newHeight = count(height, reach.high(), stride.high(), padding.high(), ceil);
    int newWidth = count(width, reach.wide(), stride.wide(), padding.wide(), ceil);
    return newHeight < 1 || newWidth < 1 ? null : new Shape(newChannels, newHeight, newWidth);
  }

  private static int count(int size, int reach, int stride, int padding, boolean ceil) {
    int free = size + 2 * padding - reach;
    if (free < 0) {
      return 0;
    }
    int whole = free / stride + 1;
    boolean partial = ceil && free % stride != 0 && whole * stride < size + padding;
    return partial ? whole + 1 : whole;
  }

  /** With every stride-th pixel, as shortcuts have it. */
  Shape strided(int newChannels, int stride) {
    return windows(newChannels, 1, stride, 0, false);
  }
}
