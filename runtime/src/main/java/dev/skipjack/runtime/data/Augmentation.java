package dev.skipjack.runtime.data;

import java.util.SplittableRandom;

/** A random change of one normalised image. Must not keep state: the prefetch thread calls it. */
@FunctionalInterface
public interface Augmentation {
  /**
   * Writes a changed copy.
   *
   * @param image {@code [channels, height, width]}
   * @param result of the same shape; every element is to be written
   * @param random the only source of chance to use; it depends on seed, epoch and image
   */
  void apply(
      double[] image,
      double[] result,
      int channels,
      int height,
      int width,
      SplittableRandom random);

  /**
   * Writes a copy of the image's label map whose labels are where {@link #apply} moved their
   * pixels; pixels from outside get {@link ImageSet#IGNORED}, whatever the set's number of classes:
   * the numbers that labels have here are for copying alone. What only changes colours copies the
   * labels.
   *
   * @param labels {@code [height, width]}
   * @param result of the same shape; every element is to be written
   * @param random gives what it gave to {@link #apply}: draw as many values from it
   * @throws UnsupportedOperationException unless implemented
   */
  default void applyToLabels(
      int[] labels, int[] result, int height, int width, SplittableRandom random) {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " changes images but does not say where labels go: implement applyToLabels");
  }

  /** Mirrors left and right with probability 0.5. */
  static Augmentation flip() {
    return new Flip();
  }

  /**
   * Pads with zeros on every side and crops the original size at random: a shift by -pixels to
   * pixels down and to the right.
   *
   * @throws IllegalArgumentException if {@code pixels} is negative
   */
  static Augmentation shift(int pixels) {
    return new Shift(pixels);
  }

  /**
   * Erases a rectangle with probability 0.5: 2 to 33 % of the area, 0.3 to 3.3 times as high as
   * wide, set to 0, which is the mean colour of normalised images (Zhong et al. 2020, "Random
   * erasing data augmentation"; torchvision's RandomErasing). Label maps keep what was there.
   */
  static Augmentation randomErasing() {
    return randomErasing(0.5);
  }

  /** The same with another probability, 0 to 1. */
  static Augmentation randomErasing(double probability) {
    return new RandomErasing(probability);
  }
}
