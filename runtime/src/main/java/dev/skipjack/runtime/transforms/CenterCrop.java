package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Crop;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Size;
import java.util.SplittableRandom;

/** See {@link PictureTransform#centerCrop}. */
record CenterCrop(Size size) implements PictureTransform {
  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    return Crop.middle(picture, size, 0);
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    return Crop.middle(labels, size, IGNORED);
  }
}
