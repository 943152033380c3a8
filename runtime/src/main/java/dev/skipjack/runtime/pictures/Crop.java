package dev.skipjack.runtime.pictures;

import java.util.Arrays;

/** Cuts a rectangle out of a picture, which it may leave. */
public final class Crop {
  private Crop() {}

  /**
   * A rectangle of the picture, or of what is around it.
   *
   * @param top its first row; may be negative
   * @param left its first column; may be negative
   * @param fill what is outside the picture, 0 to 255 in every channel
   */
  public static Picture of(Picture picture, int top, int left, Size size, int fill) {
    if (top == 0 && left == 0 && size.equals(picture.size())) {
      return picture;
    }
    int plane = Math.multiplyExact(size.height(), size.width());
    byte[] cut = new byte[Math.multiplyExact(picture.channels(), plane)];
    if (fill != 0) {
      Arrays.fill(cut, (byte) fill);
    }
    int begin = Math.max(0, left);
    int width = (int) Math.min(picture.width(), (long) left + size.width()) - begin;
    for (int row = 0; width > 0 && row < picture.channels() * size.height(); row++) {
      int y = top + row % size.height();
      if (y >= 0 && y < picture.height()) {
        int channel = row / size.height();
        int from = (channel * picture.height() + y) * picture.width() + begin;
        System.arraycopy(picture.array(), from, cut, row * size.width() + begin - left, width);
      }
    }
    return new Picture(cut, picture.channels(), size);
  }

  /** Out of the middle, as torchvision rounds: half a pixel to even. */
  public static Picture middle(Picture picture, Size size, int fill) {
    int top = (int) Math.rint((picture.height() - size.height()) / 2.0);
    int left = (int) Math.rint((picture.width() - size.width()) / 2.0);
    return of(picture, top, left, size, fill);
  }
}
