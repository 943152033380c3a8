package dev.skipjack.runtime.transforms;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Size;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A change of a picture, random or not, before it is normalised. Must not keep state: several
 * threads call it.
 *
 * <p>What torchvision has too changes pictures as torchvision does with Pillow, to the bit where a
 * test says so; its chance is another.
 */
@FunctionalInterface
public interface PictureTransform {
  /** In a label map, the label of a pixel that does not count (as in PASCAL VOC). */
  int IGNORED = 255;

  /**
   * A changed copy, which may have another size; or the picture itself.
   *
   * @param random the only source of chance to use; it depends on seed, epoch and image
   * @throws IllegalArgumentException if a picture of this size cannot be changed so
   */
  Picture apply(Picture picture, SplittableRandom random);

  /**
   * The picture's label map, whose labels go where {@link #apply} moved their pixels: the nearest
   * one, never a mixture. Pixels from outside get {@link #IGNORED}. What only changes colours
   * returns the labels as they are.
   *
   * @param labels grey, of the picture's size; a sample is a class, or {@link #IGNORED}
   * @param random gives what it gave to {@link #apply}
   * @throws UnsupportedOperationException unless implemented
   */
  default Picture applyToLabels(Picture labels, SplittableRandom random) {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " changes pictures but does not say where labels go: implement applyToLabels");
  }

  /** One after the other; each has a chance of its own, split off from the given one. */
  static PictureTransform sequence(PictureTransform... transforms) {
    return new Sequence(List.of(transforms));
  }

  /**
   * With a probability, one after the other; else nothing.
   *
   * @throws IllegalArgumentException unless the probability is 0 to 1
   */
  static PictureTransform randomApply(double probability, PictureTransform... transforms) {
    return new RandomApply(probability, sequence(transforms));
  }

  /** Resizes until the shorter side has this length, with Pillow's antialiased bilinear filter. */
  static PictureTransform resize(int shortSide) {
    return new Resize(new Size(shortSide, shortSide), true);
  }

  /** Resizes to this size whatever the picture's shape, with the same filter. */
  static PictureTransform resize(int height, int width) {
    return new Resize(new Size(height, width), false);
  }

  /** As {@link #centerCrop(int, int)}, a square. */
  static PictureTransform centerCrop(int size) {
    return centerCrop(size, size);
  }

  /** The middle of the picture; around a smaller one is black. */
  static PictureTransform centerCrop(int height, int width) {
    return new CenterCrop(new Size(height, width));
  }

  /** As {@link #randomCrop(int, int, int)}, a square. */
  static PictureTransform randomCrop(int size, int padding) {
    return randomCrop(size, size, padding);
  }

  /**
   * A rectangle of this size at a random place, after black was put around the picture.
   *
   * @param padding how many black pixels on each side
   * @throws IllegalArgumentException if the padding is negative; later, if a padded picture is
   *     smaller
   */
  static PictureTransform randomCrop(int height, int width, int padding) {
    return new RandomCrop(new Size(height, width), padding);
  }

  /** As {@link #randomResizedCrop(int, int, double, double, double, double)}: see there. */
  static PictureTransform randomResizedCrop(int size) {
    return randomResizedCrop(size, size, 0.08, 1, 3.0 / 4, 4.0 / 3);
  }

  /** The same of other areas, a square. */
  static PictureTransform randomResizedCrop(int size, double leastScale, double mostScale) {
    return randomResizedCrop(size, size, leastScale, mostScale, 3.0 / 4, 4.0 / 3);
  }

  /**
   * A random part of the picture, resized: what ImageNet networks are trained with (Szegedy et al.
   * 2015, "Going deeper with convolutions", section 6; torchvision's RandomResizedCrop).
   *
   * @param leastScale the smallest part of the picture's area, above 0 (0.08)
   * @param mostScale the largest part, up to 1 (1)
   * @param leastRatio the smallest width by height of the part, before it is resized (3/4)
   * @param mostRatio the largest (4/3)
   */
  static PictureTransform randomResizedCrop(
      int height,
      int width,
      double leastScale,
      double mostScale,
      double leastRatio,
      double mostRatio) {
    return new RandomResizedCrop(
        new Size(height, width), new RandomRectangle(leastScale, mostScale, leastRatio, mostRatio));
  }

  /** Mirrors left and right with probability 0.5. */
  static PictureTransform horizontalFlip() {
    return horizontalFlip(0.5);
  }

  /** Mirrors left and right with this probability. */
  static PictureTransform horizontalFlip(double probability) {
    return randomApply(probability, new Flip(true));
  }

  /** Mirrors top and bottom with probability 0.5. */
  static PictureTransform verticalFlip() {
    return verticalFlip(0.5);
  }

  /** Mirrors top and bottom with this probability. */
  static PictureTransform verticalFlip(double probability) {
    return randomApply(probability, new Flip(false));
  }

  /**
   * Changes brightness, contrast and saturation by random factors of 1 - x to 1 + x (never below
   * 0), and the hue by -x to x of the circle of hues, in random order (torchvision's ColorJitter).
   *
   * @param brightness at least 0
   * @param contrast at least 0
   * @param saturation at least 0
   * @param hue 0 to 0.5
   */
  static PictureTransform colourJitter(
      double brightness, double contrast, double saturation, double hue) {
    return new ColourJitter(brightness, contrast, saturation, hue);
  }

  /**
   * Turns the picture about its middle by -degrees to degrees; what comes from outside is black.
   * Pillow's bilinear filter (torchvision's RandomRotation takes the nearest pixel unless told
   * otherwise).
   *
   * @param degrees 0 to 360
   */
  static PictureTransform rotation(double degrees) {
    return new Rotation(degrees);
  }

  /**
   * One of 14 changes, as strong as chance has it: nothing to tune (Müller and Hutter 2021,
   * "TrivialAugment"; torchvision's TrivialAugmentWide with 31 strengths).
   */
  static PictureTransform trivialAugment() {
    return new TrivialAugment();
  }
}
