package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import java.util.Locale;

/** See {@link ImageSet#fit}. */
final class Fitting {
  private final ImageSet set;
  private final int channels;
  private final int height;
  private final int width;

  /** The first pixel of an image in the middle. */
  private final int corner;

  /**
   * @throws IllegalArgumentException if channels would be dropped or pixels cut off
   */
  Fitting(ImageSet set, int channels, int height, int width) {
    if (channels != set.channels() && set.channels() != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d channels and cannot become %d: only one channel can be repeated",
              set.name(),
              set.channels(),
              channels));
    }
    if (height < set.height() || width < set.width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has images of %dx%d, which %dx%d would crop: images are only ever padded",
              set.name(),
              set.height(),
              set.width(),
              height,
              width));
    }
    this.set = set;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.corner = (height - set.height()) / 2 * width + (width - set.width()) / 2;
  }

  /**
   * @param pixels of the set
   * @param labels of the set; taken as they are if they are no label maps
   */
  ImageSet toSet(byte[] pixels, Labels labels) {
    return new ImageSet(
        new ImageHeader(set.name(), channels, height, width, set.classNames(), preparation()),
        pixels(pixels),
        set.hasLabelMaps() ? labels() : labels,
        set.hasLabelMaps());
  }

  /** Null where black was put around twice and would not be as if at once. */
  private Preparation preparation() {
    Preparation before = set.preparation();
    if (before == null || channels != 1 && channels != 3) {
      return null;
    }
    Size frame = before.frame();
    boolean asAtOnce =
        isCentred(frame.height(), set.height(), height)
            && isCentred(frame.width(), set.width(), width);
    return asAtOnce ? before.fitted(channels, height, width) : null;
  }

  private static boolean isCentred(int frame, int now, int then) {
    return (now - frame) / 2 + (then - now) / 2 == (then - frame) / 2;
  }

  private byte[] pixels(byte[] pixels) {
    byte[] fitted = ImageMemory.pixels(set.size(), channels, height, width);
    for (int image = 0; image < set.size(); image++) {
      for (int channel = 0; channel < channels; channel++) {
        int from = set.channels() == 1 ? 0 : channel;
        int source = (image * set.channels() + from) * set.height() * set.width();
        int target = (image * channels + channel) * height * width + corner;
        for (int y = 0; y < set.height(); y++) {
          System.arraycopy(
              pixels, source + y * set.width(), fitted, target + y * width, set.width());
        }
      }
    }
    return fitted;
  }

  /** Of label maps: what is around them is ignored. */
  private Labels labels() {
    Labels fitted = ImageMemory.labelMaps(set.size(), height, width, set.classes());
    for (int i = 0; i < fitted.length(); i++) {
      fitted.set(i, set.ignoredLabel());
    }
    for (int row = 0; row < set.size() * set.height(); row++) {
      int image = row / set.height();
      int y = row % set.height();
      int target = image * height * width + corner + y * width;
      for (int x = 0; x < set.width(); x++) {
        fitted.set(target + x, set.label(image, y * set.width() + x));
      }
    }
    return fitted;
  }
}
