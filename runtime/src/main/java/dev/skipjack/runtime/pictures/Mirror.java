package dev.skipjack.runtime.pictures;

/** Mirrors pictures. */
public final class Mirror {
  private Mirror() {}

  /** Left becomes right. */
  public static Picture leftToRight(Picture picture) {
    byte[] from = picture.array();
    int width = picture.width();
    byte[] mirrored = new byte[from.length];
    for (int row = 0; row < from.length; row += width) {
      for (int x = 0; x < width; x++) {
        mirrored[row + x] = from[row + width - 1 - x];
      }
    }
    return new Picture(mirrored, picture.channels(), picture.size());
  }

  /** The top becomes the bottom. */
  public static Picture topToBottom(Picture picture) {
    byte[] from = picture.array();
    int width = picture.width();
    int height = picture.height();
    byte[] mirrored = new byte[from.length];
    for (int row = 0; row < picture.channels() * height; row++) {
      int y = row % height;
      System.arraycopy(from, (row - y + height - 1 - y) * width, mirrored, row * width, width);
    }
    return new Picture(mirrored, picture.channels(), picture.size());
  }
}
