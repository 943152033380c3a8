package dev.skipjack.runtime.pictures;

/**
 * Resizes as Pillow's BILINEAR does, to the bit: a triangle as wide as two pixels of the coarser of
 * the two pictures, so that what becomes smaller is averaged and fine lines do not vanish. Weights
 * have 22 bits; rows are resized first and rounded, then columns (Pillow, Resample.c).
 */
public final class Resampling {
  private static final int WEIGHT_BITS = 22;

  private Resampling() {}

  /** The picture in another size. */
  public static Picture bilinear(Picture picture, Size to) {
    if (to.equals(picture.size())) {
      return picture;
    }
    byte[] samples = picture.array();
    int rows = picture.channels() * picture.height();
    if (to.width() != picture.width()) {
      Axis axis = new Axis(picture.width(), to.width());
      byte[] resized = new byte[Math.multiplyExact(rows, to.width())];
      for (int row = 0; row < rows; row++) {
        axis.resize(samples, row * picture.width(), 1, resized, row * to.width());
      }
      samples = resized;
    }
    if (to.height() != picture.height()) {
      Axis axis = new Axis(picture.height(), to.height());
      int plane = Math.multiplyExact(to.height(), to.width());
      byte[] resized = new byte[Math.multiplyExact(picture.channels(), plane)];
      for (int channel = 0; channel < picture.channels(); channel++) {
        int from = channel * picture.height() * to.width();
        for (int column = 0; column < to.width(); column++) {
          axis.resize(samples, from + column, to.width(), resized, channel * plane + column);
        }
      }
      samples = resized;
    }
    return new Picture(samples, picture.channels(), to);
  }

  /** Which samples of a row or column make each new one, and with which weights. */
  private static final class Axis {
    private final int[] first;
    private final int[][] weights;

    Axis(int from, int to) {
      this.first = new int[to];
      this.weights = new int[to][];
      double scale = (double) from / to;
      double support = Math.max(1, scale);
      double inverse = 1 / support;
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int begin = Math.max(0, (int) (centre - support + 0.5));
        int end = Math.min(from, (int) (centre + support + 0.5));
        double[] triangle = new double[end - begin];
        double sum = 0;
        for (int k = 0; k < triangle.length; k++) {
          triangle[k] = Math.max(0, 1 - Math.abs((begin + k - centre + 0.5) * inverse));
          sum += triangle[k];
        }
        first[i] = begin;
        weights[i] = new int[triangle.length];
        for (int k = 0; k < triangle.length; k++) {
          weights[i][k] = (int) (0.5 + triangle[k] / sum * (1 << WEIGHT_BITS));
        }
      }
    }

    /** Samples of both arrays are {@code stride} apart. */
    void resize(byte[] from, int offset, int stride, byte[] to, int target) {
      for (int i = 0; i < first.length; i++) {
        int sum = 1 << WEIGHT_BITS - 1;
        int at = offset + first[i] * stride;
        for (int weight : weights[i]) {
          sum += weight * Byte.toUnsignedInt(from[at]);
          at += stride;
        }
        to[target + i * stride] = (byte) Math.min(255, sum >> WEIGHT_BITS);
      }
    }
  }
}
