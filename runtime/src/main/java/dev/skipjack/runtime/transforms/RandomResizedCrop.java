package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Resampling;
import dev.skipjack.runtime.pictures.Size;
import java.util.SplittableRandom;

/** See {@link PictureTransform#randomResizedCrop}. */
record RandomResizedCrop(Size size, RandomRectangle rectangle) implements PictureTransform {
  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    RandomRectangle.Place place = rectangle.draw(picture.size(), random);
    return Resampling.bilinear(picture, place.top(), place.left(), place.size(), size);
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    RandomRectangle.Place place = rectangle.draw(labels.size(), random);
    return Resampling.nearest(labels, place.top(), place.left(), place.size(), size);
  }
}
