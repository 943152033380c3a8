package dev.skipjack.runtime.data;

import java.util.SplittableRandom;

/** See {@link Augmentation#shift}. */
record Shift(int pixels) implements Augmentation {
  Shift {
    if (pixels < 0) {
      throw new IllegalArgumentException("cannot shift by up to " + pixels + " pixels");
    }
  }

  @Override
  public void apply(
      double[] image,
      double[] result,
      int channels,
      int height,
      int width,
      SplittableRandom random) {
    int down = distance(random);
    int right = distance(random);
    for (int row = 0; row < channels * height; row++) {
      int y = row % height - down;
      for (int x = 0; x < width; x++) {
        int from = x - right;
        boolean inside = y >= 0 && y < height && from >= 0 && from < width;
        result[row * width + x] = inside ? image[(row - down) * width + from] : 0;
      }
    }
  }

  @Override
  public void applyToLabels(
      int[] labels, int[] result, int height, int width, SplittableRandom random) {
    int down = distance(random);
    int right = distance(random);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int row = y - down;
        int column = x - right;
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        result[y * width + x] = inside ? labels[row * width + column] : ImageSet.IGNORED;
      }
    }
  }

  private int distance(SplittableRandom random) {
    return random.nextInt(2 * pixels + 1) - pixels;
  }
}
