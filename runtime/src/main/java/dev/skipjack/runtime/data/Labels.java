package dev.skipjack.runtime.data;

import java.util.Locale;

/**
 * Labels of a set, as small as they may be: in bytes where the classes and the label of what does
 * not count have room there, otherwise in ints.
 */
final class Labels {
  /** Up to this many classes the ignored label is {@link ImageSet#IGNORED}. */
  private static final int BYTE_CLASSES = 255;

  private final byte[] small;
  private final int[] large;

  /** What a byte of 255 stands for: itself, or {@link Dataset#UNLABELLED}. */
  private final int of255;

  private Labels(byte[] small, int[] large, int of255) {
    this.small = small;
    this.large = large;
    this.of255 = of255;
  }

  /** Takes the array over; unsigned. */
  static Labels of(byte[] labels) {
    return new Labels(labels, null, ImageSet.IGNORED);
  }

  /**
   * @param name of the set
   * @throws IllegalArgumentException if the ignored label has no room beside so many classes in
   *     label maps of bytes
   */
  static void checkFitBytes(String name, int classes) {
    if (ignored(classes) != ImageSet.IGNORED) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d classes, but in label maps of bytes %d is no class and means ignored: give them as int[], where %d does",
              name,
              classes,
              ImageSet.IGNORED,
              ImageSet.IGNORED_OF_MANY));
    }
  }

  /** Room for labels of so many classes. */
  static Labels allocate(int length, int classes, boolean labelMaps) {
    int of255 = labelMaps ? ImageSet.IGNORED : Dataset.UNLABELLED;
    return classes <= BYTE_CLASSES
        ? new Labels(new byte[length], null, of255)
        : new Labels(null, new int[length], of255);
  }

  /**
   * Makes labels small.
   *
   * @param name of the set, for messages
   * @param perImage how many of them an image has
   * @throws IllegalArgumentException if one is no class
   */
  static Labels compact(String name, int perImage, int[] labels, int classes, boolean labelMaps) {
    Labels compact = allocate(labels.length, classes, labelMaps);
    for (int i = 0; i < labels.length; i++) {
      check(name, i / Math.max(1, perImage), labels[i], classes, labelMaps);
      compact.set(i, labels[i]);
    }
    return compact;
  }

  /**
   * @throws IllegalArgumentException if the label is neither a class nor the one that does not
   *     count
   */
  static void check(String name, int image, int label, int classes, boolean labelMaps) {
    boolean ignored = label == ignored(classes, labelMaps);
    if ((label < 0 || label >= classes) && !ignored) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: image %d has label %d, but there are %d classes%s",
              name,
              image,
              label,
              classes,
              label < 0 && !labelMaps
                  ? "; " + Dataset.UNLABELLED + " is an image without one"
                  : ""));
    }
  }

  /** What a label map of so many classes has where a pixel does not count: never a class. */
  static int ignored(int classes) {
    return classes <= BYTE_CLASSES ? ImageSet.IGNORED : ImageSet.IGNORED_OF_MANY;
  }

  /** The label of what does not count: an image, or a pixel of a label map. */
  static int ignored(int classes, boolean labelMaps) {
    return labelMaps ? ignored(classes) : Dataset.UNLABELLED;
  }

  int length() {
    return small != null ? small.length : large.length;
  }

  long bytes() {
    return small != null ? small.length : 4L * large.length;
  }

  int get(int index) {
    int label = small != null ? Byte.toUnsignedInt(small[index]) : large[index];
    return small != null && label == ImageSet.IGNORED ? of255 : label;
  }

  /** For those who fill what they {@link #allocate}. */
  void set(int index, int label) {
    if (small != null) {
      small[index] = (byte) label;
    } else {
      large[index] = label;
    }
  }

  /** Those of one image, each as a byte. */
  byte[] bytes(int image, int perImage) {
    byte[] bytes = new byte[perImage];
    for (int i = 0; i < perImage; i++) {
      bytes[i] = (byte) get(image * perImage + i);
    }
    return bytes;
  }

  /** A copy of those of some images. */
  Labels select(int[] images, int perImage) {
    Labels selected = like(Math.multiplyExact(images.length, perImage));
    for (int i = 0; i < images.length; i++) {
      for (int k = 0; k < perImage; k++) {
        selected.set(i * perImage + k, get(images[i] * perImage + k));
      }
    }
    return selected;
  }

  /** Room for so many labels of the same kind. */
  private Labels like(int length) {
    return small != null
        ? new Labels(new byte[length], null, of255)
        : new Labels(null, new int[length], of255);
  }

  /**
   * Of images: those of a class have none any more, and the classes above it move down.
   *
   * @param classes as many as there were
   */
  Labels without(int ignored, int classes) {
    Labels rest = allocate(length(), classes - 1, false);
    for (int i = 0; i < length(); i++) {
      rest.set(i, amongRest(ignored, get(i)));
    }
    return rest;
  }

  /** The same for one label. */
  static int amongRest(int ignored, int label) {
    return label == ignored ? Dataset.UNLABELLED : label > ignored ? label - 1 : label;
  }
}
