package dev.skipjack.runtime.data;

import java.util.Locale;

/**
 * Images of a batch that follow each other.
 *
 * @param first index of the first, from 0
 * @param end index behind the last
 */
public record ImageRange(int first, int end) {
  /**
   * @throws IllegalArgumentException if it ends before it begins
   */
  public ImageRange {
    if (first < 0 || end < first) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "there are no images from %d to %d", first, end));
    }
  }

  /** The whole of a batch. */
  public static ImageRange all(int images) {
    return new ImageRange(0, images);
  }

  public boolean contains(int image) {
    return image >= first && image < end;
  }

  public boolean isEmpty() {
    return first == end;
  }
}
