package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Crop;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Size;
import java.util.Locale;
import java.util.SplittableRandom;

/** See {@link PictureTransform#randomCrop}. */
record RandomCrop(Size size, int padding) implements PictureTransform {
  RandomCrop {
    Checks.range("the padding", padding, 0, Short.MAX_VALUE);
  }

  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    return crop(picture, 0, random);
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    return crop(labels, IGNORED, random);
  }

  private Picture crop(Picture picture, int fill, SplittableRandom random) {
    int rows = picture.height() + 2 * padding - size.height();
    int columns = picture.width() + 2 * padding - size.width();
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a picture of %s with %d pixels around it has no rectangle of %s: resize it before",
              picture.size(),
              padding,
              size));
    }
    int top = random.nextInt(rows + 1) - padding;
    int left = random.nextInt(columns + 1) - padding;
    return Crop.of(picture, top, left, size, fill);
  }
}
