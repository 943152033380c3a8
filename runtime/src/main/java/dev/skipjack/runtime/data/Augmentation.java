package dev.skipjack.runtime.data;

import java.util.SplittableRandom;

/** A random change of one normalised image. Must not keep state: the prefetch thread calls it. */
@FunctionalInterface
public interface Augmentation {
  /**
   * Writes a changed copy.
   *
   * @param image {@code [channels, height, width]}
   * @param result of the same shape; every element is to be written
   * @param random the only source of chance to use; it depends on seed, epoch and image
   */
  void apply(
      double[] image,
      double[] result,
      int channels,
      int height,
      int width,
      SplittableRandom random);

  /** Mirrors left and right with probability 0.5. */
  static Augmentation flip() {
    return (image, result, channels, height, width, random) -> {
      boolean mirrored = random.nextBoolean();
      for (int row = 0; row < image.length; row += width) {
        for (int x = 0; x < width; x++) {
          result[row + x] = image[row + (mirrored ? width - 1 - x : x)];
        }
      }
    };
  }

  /**
   * Pads with zeros on every side and crops the original size at random: a shift by -pixels to
   * pixels down and to the right.
   *
   * @throws IllegalArgumentException if {@code pixels} is negative
   */
  static Augmentation shift(int pixels) {
    if (pixels < 0) {
      throw new IllegalArgumentException("cannot shift by up to " + pixels + " pixels");
    }
    return (image, result, channels, height, width, random) -> {
      int down = random.nextInt(2 * pixels + 1) - pixels;
      int right = random.nextInt(2 * pixels + 1) - pixels;
      for (int row = 0; row < channels * height; row++) {
        int y = row % height - down;
        for (int x = 0; x < width; x++) {
          int from = x - right;
          boolean inside = y >= 0 && y < height && from >= 0 && from < width;
          result[row * width + x] = inside ? image[(row - down) * width + from] : 0;
        }
      }
    };
  }
}
