package dev.skipjack.runtime.data;

import java.util.Locale;

/** Room for images, or an error that says how much there is. A set is one array. */
final class ImageMemory {
  private static final int MOST = Integer.MAX_VALUE;

  private static final int MEBI = 1 << 20;

  private static final String USE_FEWER = "use at most %,d at a time";

  private ImageMemory() {}

  /**
   * A byte for each channel and pixel.
   *
   * @throws IllegalArgumentException if a set, or this JVM, has no room for them
   */
  static byte[] pixels(long images, int channels, int height, int width) {
    long perImage = Math.multiplyExact((long) height * width, channels);
    checkFits(images, channels, height, width, perImage);
    return allocate((int) (images * perImage));
  }

  /** As {@link #pixels}, a label for each pixel of an image. */
  static Labels labelMaps(long images, int height, int width, int classes) {
    checkFits(images, 1, height, width, (long) height * width);
    try {
      return Labels.allocate((int) (images * height * width), classes, true);
    } catch (OutOfMemoryError e) { // of one large array, so the heap is as it was
      throw noRoom(images * height * width);
    }
  }

  private static void checkFits(long images, int channels, int height, int width, long perImage) {
    if (perImage <= MOST && images <= MOST / perImage) {
      return;
    }
    long most = MOST / perImage;
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%,d images of %dx%dx%d need %s bytes, a set holds %,d: %s",
            images,
            channels,
            height,
            width,
            product(images, perImage),
            MOST,
            most == 0 ? "use smaller images" : String.format(Locale.ROOT, USE_FEWER, most)));
  }

  private static String product(long images, long perImage) {
    return Math.multiplyHigh(images, perImage) == 0 && images * perImage >= 0
        ? String.format(Locale.ROOT, "%,d", images * perImage)
        : "more than 2⁶³";
  }

  private static byte[] allocate(int length) {
    try {
      return new byte[length];
    } catch (OutOfMemoryError e) { // of one large array, so the heap is as it was
      throw noRoom(length);
    }
  }

  private static IllegalArgumentException noRoom(long length) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "there is no room for %,d bytes of images in the %,d MiB of this JVM: raise -Xmx, or use fewer or smaller images",
            length,
            Runtime.getRuntime().maxMemory() / MEBI));
  }
}
