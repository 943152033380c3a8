package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Mirror;
import dev.skipjack.runtime.pictures.Picture;
import java.util.SplittableRandom;

/**
 * Always; see {@link PictureTransform#horizontalFlip} and {@link PictureTransform#verticalFlip}.
 */
record Flip(boolean horizontal) implements PictureTransform {
  @Override
  public Picture apply(Picture picture, SplittableRandom random) {
    return horizontal ? Mirror.leftToRight(picture) : Mirror.topToBottom(picture);
  }

  @Override
  public Picture applyToLabels(Picture labels, SplittableRandom random) {
    return apply(labels, random);
  }
}
