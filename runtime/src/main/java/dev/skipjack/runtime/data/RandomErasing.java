package dev.skipjack.runtime.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** See {@link Augmentation#randomErasing}. */
record RandomErasing(double probability) implements Augmentation {
  /** Parts of the area, and height by width: the paper's and torchvision's. */
  private static final double LEAST_SCALE = 0.02;

  private static final double MOST_SCALE = 0.33;
  private static final double LOG_RATIO = StrictMath.log(3.3 / 0.3) / 2;
  private static final double LOG_MIDDLE = StrictMath.log(3.3 * 0.3) / 2;

  /** How often torchvision tries before it leaves the image as it is. */
  private static final int ATTEMPTS = 10;

  RandomErasing {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "the probability of erasing must be from 0 to 1, got " + probability);
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
    System.arraycopy(image, 0, result, 0, image.length);
    Rectangle erased = draw(height, width, random);
    for (int row = 0; row < channels * erased.rows(); row++) {
      int y = row / erased.rows() * height + erased.top() + row % erased.rows();
      int start = y * width + erased.left();
      Arrays.fill(result, start, start + erased.columns(), 0);
    }
  }

  /** Of no rows where nothing is erased. */
  private record Rectangle(int top, int left, int rows, int columns) {}

  private Rectangle draw(int height, int width, SplittableRandom random) {
    boolean erases = random.nextDouble() < probability;
    for (int attempt = 0; erases && attempt < ATTEMPTS; attempt++) {
      double area =
          (LEAST_SCALE + (MOST_SCALE - LEAST_SCALE) * random.nextDouble()) * height * width;
      double ratio = StrictMath.exp(LOG_MIDDLE + LOG_RATIO * (2 * random.nextDouble() - 1));
      int rows = (int) Math.rint(Math.sqrt(area * ratio));
      int columns = (int) Math.rint(Math.sqrt(area / ratio));
      if (rows < height && columns < width) {
        int top = random.nextInt(height - rows + 1);
        return new Rectangle(top, random.nextInt(width - columns + 1), rows, columns);
      }
    }
    return new Rectangle(0, 0, 0, 0);
  }

  @Override
  public void applyToLabels(
      int[] labels, int[] result, int height, int width, SplittableRandom random) {
    draw(height, width, random);
    System.arraycopy(labels, 0, result, 0, labels.length);
  }
}
