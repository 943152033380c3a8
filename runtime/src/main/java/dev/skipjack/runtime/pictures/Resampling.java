package dev.skipjack.runtime.pictures;

import java.util.Arrays;
import java.util.Locale;

/**
 * Resizes as Pillow's BILINEAR does, to the bit: a triangle as wide as two pixels of the coarser of
 * the two pictures, so that what becomes smaller is averaged and fine lines do not vanish. Weights
 * have 22 bits; rows are resized first and rounded, then columns (Pillow, Resample.c).
 */
public final class Resampling {
  private static final int WEIGHT_BITS = 22;
  private static final int HALF = 1 << WEIGHT_BITS - 1;

  private Resampling() {}

  /** The picture in another size. */
  public static Picture bilinear(Picture picture, Size to) {
    return bilinear(picture, 0, 0, picture.size(), to);
  }

  /**
   * A rectangle of the picture in another size: as if cut out first, so that nothing around it is
   * seen.
   *
   * @param top its first row
   * @param left its first column
   * @throws IllegalArgumentException if the rectangle leaves the picture
   */
  public static Picture bilinear(Picture picture, int top, int left, Size region, Size to) {
    check(picture, top, left, region);
    if (to.equals(region)) {
      return Crop.of(picture, top, left, region, 0);
    }
    int channels = picture.channels();
    int[] rows = rows(picture, top, left, region, to.width());
    int width = to.width();
    byte[] resized = new byte[Math.multiplyExact(channels, to.height() * width)];
    Axis axis = Axis.of(region.height(), to.height());
    int[] sums = new int[width];
    for (int channel = 0; channel < channels; channel++) {
      int from = channel * region.height() * width;
      int target = channel * to.height() * width;
      for (int y = 0; y < to.height(); y++) {
        axis.mix(y, rows, from, sums);
        for (int x = 0; x < width; x++) {
          resized[target + y * width + x] = (byte) Math.min(255, sums[x] >> WEIGHT_BITS);
        }
      }
    }
    return new Picture(resized, channels, to);
  }

  /** Without any mixing, as Pillow's NEAREST: what label maps need. */
  public static Picture nearest(Picture picture, int top, int left, Size region, Size to) {
    check(picture, top, left, region);
    int[] columns = nearest(left, region.width(), to.width());
    int[] rows = nearest(top, region.height(), to.height());
    byte[] from = picture.array();
    byte[] resized =
        new byte
            [Math.multiplyExact(
                picture.channels(), Math.multiplyExact(rows.length, columns.length))];
    int at = 0;
    for (int channel = 0; channel < picture.channels(); channel++) {
      for (int y : rows) {
        int row = (channel * picture.height() + y) * picture.width();
        for (int x : columns) {
          resized[at++] = from[row + x];
        }
      }
    }
    return new Picture(resized, picture.channels(), to);
  }

  private static int[] nearest(int first, int from, int to) {
    int[] nearest = new int[to];
    double scale = (double) from / to;
    double place = scale * 0.5; // summed as Pillow does
    for (int i = 0; i < to; i++) {
      nearest[i] = first + Math.min(from - 1, (int) place);
      place += scale;
    }
    return nearest;
  }

  private static void check(Picture picture, int top, int left, Size region) {
    if (top < 0
        || left < 0
        || top > picture.height() - region.height()
        || left > picture.width() - region.width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a picture of %s has no rectangle of %s at row %d, column %d",
              picture.size(),
              region,
              top,
              left));
    }
  }

  /**
   * The rectangle with resized rows.
   *
   * @return 0 to 255, {@code [channels, rows of the rectangle, width]}; as ints, over which the
   *     columns' loop is compiled to vectors
   */
  private static int[] rows(Picture picture, int top, int left, Size region, int width) {
    byte[] from = picture.array();
    int channels = picture.channels();
    int[] rows = new int[Math.multiplyExact(channels, Math.multiplyExact(region.height(), width))];
    Axis axis = region.width() == width ? null : Axis.of(region.width(), width);
    for (int y = 0; y < region.height(); y++) {
      int start = (top + y) * picture.width() + left;
      int plane = picture.height() * picture.width();
      int target = y * width;
      int targetPlane = region.height() * width;
      if (axis == null) {
        for (int channel = 0; channel < channels; channel++) {
          for (int x = 0; x < width; x++) {
            rows[target + channel * targetPlane + x] =
                Byte.toUnsignedInt(from[start + channel * plane + x]);
          }
        }
      } else if (channels == 3) {
        axis.resizeThree(from, start, plane, rows, target, targetPlane);
      } else {
        axis.resize(from, start, rows, target);
      }
    }
    return rows;
  }

  /**
   * Which samples of a row or column make each new one, and with which weights.
   *
   * @param first of each new sample's, where its weights apply
   * @param begins where each new sample's weights begin; one more, where the last ones end
   * @param weights of 22 bits, one new sample's after the other
   */
  private record Axis(int[] first, int[] begins, int[] weights) {
    static Axis of(int from, int to) {
      double scale = (double) from / to;
      double support = Math.max(1, scale);
      double inverse = 1 / support;
      int most = (int) Math.min(from, Math.ceil(support) * 2 + 1);
      int[] first = new int[to];
      int[] begins = new int[to + 1];
      int[] weights = new int[Math.multiplyExact(to, most)];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int begin = Math.max(0, (int) (centre - support + 0.5));
        int count = Math.min(from, (int) (centre + support + 0.5)) - begin;
        double sum = 0;
        for (int k = 0; k < count; k++) {
          sum += triangle((begin + k - centre + 0.5) * inverse);
        }
        first[i] = begin;
        begins[i + 1] = begins[i] + count;
        for (int k = 0; k < count; k++) {
          double share = triangle((begin + k - centre + 0.5) * inverse) / sum;
          weights[begins[i] + k] = (int) (0.5 + share * (1 << WEIGHT_BITS));
        }
      }
      return new Axis(first, begins, weights);
    }

    private static double triangle(double place) {
      return Math.max(0, 1 - Math.abs(place));
    }

    private static int rounded(int sum) {
      return Math.min(255, sum >> WEIGHT_BITS);
    }

    /** One row of one channel. */
    void resize(byte[] from, int start, int[] to, int target) {
      for (int i = 0; i < first.length; i++) {
        int sum = HALF;
        int at = start + first[i];
        for (int k = begins[i]; k < begins[i + 1]; k++) {
          sum += weights[k] * Byte.toUnsignedInt(from[at++]);
        }
        to[target + i] = rounded(sum);
      }
    }

    /** One row of three channels, whose weights are read once. */
    void resizeThree(byte[] from, int start, int plane, int[] to, int target, int targetPlane) {
      int k = 0;
      for (int i = 0; i < first.length; i++) {
        int at = start + first[i];
        int weight = weights[k];
        int red = HALF + weight * Byte.toUnsignedInt(from[at]);
        int green = HALF + weight * Byte.toUnsignedInt(from[at + plane]);
        int blue = HALF + weight * Byte.toUnsignedInt(from[at + 2 * plane]);
        int end = begins[i + 1];
        for (k++; k < end; k++) {
          at++;
          weight = weights[k];
          red += weight * Byte.toUnsignedInt(from[at]);
          green += weight * Byte.toUnsignedInt(from[at + plane]);
          blue += weight * Byte.toUnsignedInt(from[at + 2 * plane]);
        }
        to[target + i] = rounded(red);
        to[target + targetPlane + i] = rounded(green);
        to[target + 2 * targetPlane + i] = rounded(blue);
      }
    }

    /** The sums that make new row {@code i} out of rows as long as {@code sums}. */
    void mix(int i, int[] rows, int start, int[] sums) {
      Arrays.fill(sums, HALF);
      int at = start + first[i] * sums.length;
      for (int k = begins[i]; k < begins[i + 1]; k++) {
        int weight = weights[k];
        for (int x = 0; x < sums.length; x++) {
          sums[x] += weight * rows[at + x];
        }
        at += sums.length;
      }
    }
  }
}
