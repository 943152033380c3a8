package dev.skipjack.runtime.data;

import dev.skipjack.runtime.random.RandomStream;
import java.util.Locale;
import java.util.SplittableRandom;

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
  private Crops(ImageSet from, int count, int height, int width) {
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
            : Labels.allocate(count, from.classes(), false);
  }

  /** See {@link ImageSet#region}. */
  static Crops region(ImageSet from, int top, int left, int height, int width) {
    Crops crops = new Crops(from, from.size(), height, width);
    for (int image = 0; image < from.size(); image++) {
      crops.add(image, top, left);
    }
    return crops;
  }

  /** See {@link ImageSet#crops}. */
  static Crops random(ImageSet from, int count, int height, int width, long seed) {
    SplittableRandom random = RandomStream.of(seed, RandomStream.Purpose.CROPS).sequence();
    Crops crops = new Crops(from, count, height, width);
    for (int i = 0; i < count; i++) {
      int image = random.nextInt(from.size());
      int top = random.nextInt(from.height() - height + 1);
      crops.add(image, top, random.nextInt(from.width() - width + 1));
    }
    return crops;
  }

  /** See {@link ImageSet#tiles}. */
  static Crops tiles(ImageSet from, int height, int width) {
    int rows = from.height() / Math.max(1, height);
    int columns = from.width() / Math.max(1, width);
    int count = Math.multiplyExact(from.size(), Math.multiplyExact(rows, columns));
    Crops crops = new Crops(from, count, height, width);
    for (int tile = 0; tile < count; tile++) {
      int row = tile / columns % rows;
      crops.add(tile / (rows * columns), row * height, tile % columns * width);
    }
    return crops;
  }

  /** The next rectangle, which begins at this pixel of this image. */
  private void add(int image, int top, int left) {
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
