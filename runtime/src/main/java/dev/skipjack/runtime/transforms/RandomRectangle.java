package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Size;
import java.util.SplittableRandom;

/**
 * Draws the size of a part of a picture: its area evenly, its shape evenly in the logarithm, as
 * torchvision's RandomResizedCrop does.
 *
 * @param leastScale the smallest part of the picture's area, above 0
 * @param mostScale the largest part, up to 1
 * @param leastRatio the smallest width by height, above 0
 * @param mostRatio the largest
 */
record RandomRectangle(double leastScale, double mostScale, double leastRatio, double mostRatio) {
  /** How often torchvision tries before it takes the middle. */
  private static final int ATTEMPTS = 10;

  RandomRectangle {
    Checks.range("the smallest part of the area", leastScale, Double.MIN_VALUE, 1);
    Checks.range("the largest part of the area", mostScale, leastScale, 1);
    Checks.range("the smallest ratio of width and height", leastRatio, Double.MIN_VALUE, 1e6);
    Checks.range("the largest ratio of width and height", mostRatio, leastRatio, 1e6);
  }

  /** Where a part of a picture begins, and its size. */
  record Place(int top, int left, Size size) {}

  Place draw(Size picture, SplittableRandom random) {
    double area = (double) picture.height() * picture.width();
    double leastLogarithm = StrictMath.log(leastRatio);
    double mostLogarithm = StrictMath.log(mostRatio);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double part = area * between(leastScale, mostScale, random);
      double ratio = StrictMath.exp(between(leastLogarithm, mostLogarithm, random));
      int width = (int) Math.rint(Math.sqrt(part * ratio));
      int height = (int) Math.rint(Math.sqrt(part / ratio));
      if (width > 0 && width <= picture.width() && height > 0 && height <= picture.height()) {
        int top = random.nextInt(picture.height() - height + 1);
        int left = random.nextInt(picture.width() - width + 1);
        return new Place(top, left, new Size(height, width));
      }
    }
    return middle(picture);
  }

  /** As much of the middle as the ratios allow. */
  private Place middle(Size picture) {
    double ratio = (double) picture.width() / picture.height();
    int height = picture.height();
    int width = picture.width();
    if (ratio < leastRatio) {
      height = Math.max(1, (int) Math.rint(width / leastRatio));
    } else if (ratio > mostRatio) {
      width = Math.max(1, (int) Math.rint(height * mostRatio));
    }
    return new Place(
        (picture.height() - height) / 2, (picture.width() - width) / 2, new Size(height, width));
  }

  private static double between(double least, double most, SplittableRandom random) {
    return least + (most - least) * random.nextDouble();
  }
}
