package dev.skipjack.runtime.pictures;

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

  /** Height first, for instance {@code 61x97}. */
  @Override
  public String toString() {
    return height + "x" + width;
  }
}
