package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Picture;
import java.util.SplittableRandom;

/** See {@link PictureTransform#randomApply}. */
record RandomApply(double probability, PictureTransform transform) implements PictureTransform {
  RandomApply {
    Checks.range("a probability", probability, 0, 1);
  }

  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    return random.nextDouble() < probability ? transform.apply(picture, random) : picture;
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    return random.nextDouble() < probability ? transform.applyToLabels(labels, random) : labels;
  }
}
