package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Affine;
import dev.skipjack.runtime.pictures.Picture;
import java.util.SplittableRandom;

/** See {@link PictureTransform#rotation}. */
record Rotation(double degrees) implements PictureTransform {
  Rotation {
    Checks.range("the degrees of a rotation", degrees, 0, 360);
  }

  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    return draw(picture, random).bilinear(picture, 0);
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    return draw(labels, random).nearest(labels, IGNORED);
  }

  private Affine draw(Picture picture, SplittableRandom random) {
    return Affine.rotation(degrees * (2 * random.nextDouble() - 1), picture.size());
  }
}
