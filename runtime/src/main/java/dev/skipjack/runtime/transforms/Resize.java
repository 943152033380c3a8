package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Resampling;
import dev.skipjack.runtime.pictures.Size;
import java.util.SplittableRandom;

/** See {@link PictureTransform#resize}. */
record Resize(Size size, boolean keepsAspectRatio) implements PictureTransform {
  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    return Resampling.bilinear(picture, to(picture.size()));
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    return Resampling.nearest(labels, 0, 0, labels.size(), to(labels.size()));
  }

  private Size to(Size picture) {
    return keepsAspectRatio ? picture.covering(size) : size;
  }
}
