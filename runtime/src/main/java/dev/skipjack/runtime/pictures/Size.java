package dev.skipjack.runtime.pictures;

import dev.skipjack.runtime.kernel.Settings;
import java.util.Locale;

/**
 * Of a picture, in pixels.
 *
 * @param height at least 1
 * @param width at least 1
 */
public record Size(int height, int width) {
  public Size {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a picture of %dx%d has no pixels", height, width));
    }
  }

  /**
   * The size of the same aspect ratio that just covers another; its longer side is rounded down as
   * torchvision does.
   *
   * @throws IllegalArgumentException if that has more pixels than {@link Settings#picturePixels}
   */
  public Size covering(Size other) {
    return scaled(other, true);
  }

  /** The size of the same aspect ratio that just fits into another, rounded likewise. */
  public Size fittingInto(Size other) {
    return scaled(other, false);
  }

  private Size scaled(Size to, boolean covers) {
    long byHeight = (long) to.height * width; // the width, times the height
    long byWidth = (long) to.width * height;
    boolean heightDecides = covers == (byHeight >= byWidth);
    long newHeight = heightDecides ? to.height : Math.max(1, byWidth / width);
    long newWidth = heightDecides ? Math.max(1, byHeight / height) : to.width;
    int most = Settings.picturePixels();
    if (newHeight > most / newWidth) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a picture of %s would be resized to %,dx%,d, more than the %,d pixels that one may have: cut it, or use %s",
              this,
              newHeight,
              newWidth,
              most,
              Framing.SQUASH));
    }
    return new Size((int) newHeight, (int) newWidth);
  }

  /** Height first, for instance {@code 61x97}. */
  @Override
  public String toString() {
    return height + "x" + width;
  }
}
