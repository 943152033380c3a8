package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Picture;
import java.util.List;
import java.util.SplittableRandom;

/** See {@link PictureTransform#sequence}. */
record Sequence(List<PictureTransform> transforms) implements PictureTransform {
  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    Picture changed = picture;
    for (PictureTransform transform : transforms) {
      changed = transform.apply(changed, random.split());
    }
    return changed;
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    Picture changed = labels;
    for (PictureTransform transform : transforms) {
      changed = transform.applyToLabels(changed, random.split());
    }
    return changed;
  }
}
