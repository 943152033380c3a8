package dev.skipjack.runtime.pictures;

import java.util.Arrays;

/**
 * Moves, turns and shears a picture within its frame. Says for each place of the result where it
 * comes from, in pixels from the top left corner: column {@code a x + b y + c}, row {@code d x + e
 * y + f}. What comes from outside is filled. Both filters are Pillow's, to the bit (Geometry.c).
 */
public record Affine(double a, double b, double c, double d, double e, double f) {
  /** Pillow counts places in units of 2⁻¹⁶ pixels where it takes the nearest. */
  private static final double FIXED = 65536;

  /**
   * Turns a picture of this size about its middle, counterclockwise.
   *
   * @param degrees counterclockwise
   */
  public static Affine rotation(double degrees, Size size) {
    double angle = -StrictMath.toRadians(degrees);
    double cos = rounded(StrictMath.cos(angle));
    double sin = rounded(StrictMath.sin(angle));
    double x = size.width() / 2.0;
    double y = size.height() / 2.0;
    return new Affine(cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y);
  }

  /** To 15 places, as Pillow does, so that a right angle is one. */
  private static double rounded(double value) {
    return StrictMath.rint(value * 1e15) / 1e15;
  }

  /** Moves a picture by so many pixels. */
  public static Affine translation(double right, double down) {
    return new Affine(1, 0, -right, 0, 1, -down);
  }

  /** Moves rows to the left by this many pixels for each row from the top. */
  public static Affine shearRows(double columnsPerRow) {
    return new Affine(1, columnsPerRow, 0, 0, 1, 0);
  }

  /** Moves columns up by this many pixels for each column from the left. */
  public static Affine shearColumns(double rowsPerColumn) {
    return new Affine(1, 0, 0, rowsPerColumn, 1, 0);
  }

  /**
   * The nearest pixel, without mixing: for label maps and for speed.
   *
   * @param fill 0 to 255, in every channel, for what comes from outside
   */
  public Picture nearest(Picture picture, int fill) {
    int width = picture.width();
    int height = picture.height();
    int plane = width * height;
    byte[] from = picture.array();
    byte[] moved = new byte[from.length];
    Arrays.fill(moved, (byte) fill);
    long column = fixed(c + a * 0.5 + b * 0.5);
    long row = fixed(f + d * 0.5 + e * 0.5);
    long right = fixed(a);
    long rightDown = fixed(d);
    for (int y = 0; y < height; y++) {
      long fromX = column;
      long fromY = row;
      for (int x = 0; x < width; x++) {
        long sourceX = fromX >> 16;
        long sourceY = fromY >> 16;
        if (sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height) {
          int at = (int) sourceY * width + (int) sourceX;
          for (int to = y * width + x; to < moved.length; to += plane) {
            moved[to] = from[at];
            at += plane;
          }
        }
        fromX += right;
        fromY += rightDown;
      }
      column += fixed(b);
      row += fixed(e);
    }
    return new Picture(moved, picture.channels(), picture.size());
  }

  private static long fixed(double value) {
    return (long) Math.floor(value * FIXED + 0.5);
  }

  /**
   * A mixture of four pixels; cut, not rounded.
   *
   * @param fill 0 to 255, in every channel, for what comes from outside
   */
  public Picture bilinear(Picture picture, int fill) {
    int width = picture.width();
    int height = picture.height();
    int plane = width * height;
    byte[] from = picture.array();
    byte[] moved = new byte[from.length];
    Arrays.fill(moved, (byte) fill);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double column = a * (x + 0.5) + b * (y + 0.5) + c;
        double row = d * (x + 0.5) + e * (y + 0.5) + f;
        if (column < 0 || column >= width || row < 0 || row >= height) {
          continue;
        }
        int left = (int) Math.floor(column - 0.5);
        int top = (int) Math.floor(row - 0.5);
        double right = column - 0.5 - left;
        double down = row - 0.5 - top;
        int x0 = Math.max(left, 0);
        int x1 = Math.min(left + 1, width - 1);
        int above = Math.max(top, 0) * width;
        int below = Math.min(top + 1, height - 1) * width;
        int to = y * width + x;
        for (int at = 0; at < moved.length; at += plane) {
          double upper = mixed(from, at + above + x0, at + above + x1, right);
          double lower = mixed(from, at + below + x0, at + below + x1, right);
          moved[at + to] = (byte) (int) (upper + (lower - upper) * down);
        }
      }
    }
    return new Picture(moved, picture.channels(), picture.size());
  }

  private static double mixed(byte[] samples, int one, int other, double share) {
    int value = Byte.toUnsignedInt(samples[one]);
    return value + (Byte.toUnsignedInt(samples[other]) - value) * share;
  }
}
