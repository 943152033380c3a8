package dev.skipjack.runtime.data;

import java.util.SplittableRandom;

/** See {@link Augmentation#flip}. */
record Flip() implements Augmentation {
  @Override
  public void apply(
      double[] image,
      double[] result,
      int channels,
      int height,
      int width,
      SplittableRandom random) {
    boolean mirrored = random.nextBoolean();
    for (int row = 0; row < image.length; row += width) {
      for (int x = 0; x < width; x++) {
        result[row + x] = image[row + (mirrored ? width - 1 - x : x)];
      }
    }
  }

  @Override
  public void applyToLabels(
      int[] labels, int[] result, int height, int width, SplittableRandom random) {
    boolean mirrored = random.nextBoolean();
    for (int row = 0; row < labels.length; row += width) {
      for (int x = 0; x < width; x++) {
        result[row + x] = labels[row + (mirrored ? width - 1 - x : x)];
      }
    }
  }
}
