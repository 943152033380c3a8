package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Preparation;
import java.util.List;
import java.util.Locale;

/**
 * Everything of an {@link ImageSet} but the images and their labels.
 *
 * @param preparation how pictures became these images, before they are normalised; null if that is
 *     not known
 */
record ImageHeader(
    String name,
    int channels,
    int height,
    int width,
    List<String> classNames,
    Preparation preparation) {
  /** Images that are as they were taken: other pictures are cropped to their size. */
  ImageHeader(String name, int channels, int height, int width, List<String> classNames) {
    this(name, channels, height, width, classNames, asTaken(channels, height, width));
  }

  private static Preparation asTaken(int channels, int height, int width) {
    boolean picture = (channels == 1 || channels == 3) && height > 0 && width > 0;
    return picture ? Preparation.of(channels, height, width).covering(height, width) : null;
  }

  ImageHeader {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: channels, height and width must be positive, got %d, %d, %d",
              name,
              channels,
              height,
              width));
    }
    if ((long) channels * height > Integer.MAX_VALUE / width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: an image of %dx%dx%d has more than the %,d values that a set holds",
              name,
              channels,
              height,
              width,
              Integer.MAX_VALUE));
    }
    classNames = List.copyOf(classNames);
  }

  /** That of other images, of this size and these classes. */
  ImageHeader named(String newName) {
    return new ImageHeader(newName, channels, height, width, classNames, preparation);
  }

  /** That of the same images with labels of other classes. */
  ImageHeader ofClasses(List<String> newNames) {
    return new ImageHeader(name, channels, height, width, newNames, preparation);
  }

  /**
   * Whether images and labels fit each other.
   *
   * @param pixels of all images
   * @throws IllegalArgumentException if their sizes do not, or a label is out of range
   */
  void check(byte[] pixels, Labels labels, boolean labelMaps) {
    int perImage = labelMaps ? height * width : 1;
    int rest = labels.length() % perImage;
    if (rest != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: the last label map has only %d", describe(labels, perImage), rest));
    }
    long length = (long) channels * height * width;
    if (pixels.length * (long) perImage != labels.length() * length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s, need %d pixel values, got %d",
              describe(labels, perImage),
              labels.length() / perImage * length,
              pixels.length));
    }
    for (int i = 0; i < labels.length(); i++) {
      Labels.check(name, i / perImage, labels.get(i), classNames.size(), labelMaps);
    }
  }

  private String describe(Labels labels, int perImage) {
    return String.format(
        Locale.ROOT,
        "%s: %d labels, %d for each image of %dx%dx%d",
        name,
        labels.length(),
        perImage,
        channels,
        height,
        width);
  }
}
