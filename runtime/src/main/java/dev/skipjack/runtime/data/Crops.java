package dev.skipjack.runtime.data;

import java.util.Locale;

/** Collects rectangles of the images of a set, with their labels. */
final class Crops {
  private final ImageSet from;
  private final int height;
  private final int width;
  private final byte[] pixels;
  private final Labels labels;
  private int count;

  /**
   * @throws IllegalArgumentException if the images are smaller than the rectangles, or {@code
   *     count} or a size is not positive, or a set has no room for so many
   */
  Crops(ImageSet from, int count, int height, int width) {
    if (height < 1 || width < 1 || height > from.height() || width > from.width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has images of %dx%d, which have no rectangle of %dx%d",
              from.name(),
              from.height(),
              from.width(),
              height,
              width));
    }
    if (count < 1) {
      throw new IllegalArgumentException("expected at least 1 rectangle, got " + count);
    }
    this.from = from;
    this.height = height;
    this.width = width;
    this.pixels = ImageMemory.pixels(count, from.channels(), height, width);
    this.labels =
        from.hasLabelMaps()
            ? ImageMemory.labelMaps(count, height, width, from.classes())
            : Labels.allocate(count, from.classes());
  }

  /** The next rectangle, which begins at this pixel of this image. */
  void add(int image, int top, int left) {
    if (top < 0 || left < 0 || top + height > from.height() || left + width > from.width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has images of %dx%d: a rectangle of %dx%d at row %d, column %d leaves them",
              from.name(),
              from.height(),
              from.width(),
              height,
              width,
              top,
              left));
    }
    int channels = from.channels();
    for (int row = 0; row < channels * height; row++) {
      int y = row / height * from.height() + top + row % height;
      for (int x = 0; x < width; x++) {
        int value = from.pixel(image, y * from.width() + left + x);
        pixels[(count * channels * height + row) * width + x] = (byte) value;
      }
    }
    int perCrop = from.hasLabelMaps() ? height * width : 1;
    for (int i = 0; i < perCrop; i++) {
      int y = top + i / width;
      int offset = from.hasLabelMaps() ? y * from.width() + left + i % width : 0;
      labels.set(count * perCrop + i, from.label(image, offset));
    }
    count++;
  }

  /** All of them. */
  ImageSet toSet(String name) {
    return new ImageSet(
        new ImageHeader(name, from.channels(), height, width, from.classNames()),
        pixels,
        labels,
        from.hasLabelMaps());
  }
}
