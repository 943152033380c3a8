package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * Every {@code stride}-th pixel of every {@code stride}-th row of a map, numbered through all
 * images as if nothing lay between: what a 1x1 convolution of that stride sees.
 */
public final class Subsampled {
  private final Planes map;
  private final int stride;
  private final int height;
  private final int width;
  private final int pixels;

  Subsampled(Planes map, int stride) {
    this.map = map;
    this.stride = stride;
    this.height = extent(map.height, stride);
    this.width = extent(map.width, stride);
    this.pixels = height * width;
  }

  /** Of this map, unless {@code known} is: a kernel gets the same maps again each step. */
  public static Subsampled of(Planes map, int stride, Subsampled known) {
    return known != null && known.map == map ? known : new Subsampled(map, stride);
  }

  /** Rows or columns that are left of {@code size}. */
  public static int extent(int size, int stride) {
    return (size - 1) / stride + 1;
  }

  /** As {@link Planes#readThrough}. */
  public void readThrough(int channel, int first, float[] to, int at, int count) {
    float[] stage = Scratch.mine().floats(Scratch.STAGE, map.width);
    float[] row = map.array(stage);
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % pixels;
      int column = pixel % width;
      n = Math.min(count - done, width - column);
      int from = pixel / width * stride * map.width + column * stride;
      int begin = map.find((first + done) / pixels, channel, from, stage, 0, (n - 1) * stride + 1);
      for (int i = 0; i < n; i++) {
        to[at + done + i] = row[begin + i * stride];
      }
    }
  }

  /**
   * As {@link Planes#writeThrough}.
   *
   * @param keep whether what lies between stays as it is
   * @param between what it becomes if not
   */
  public void writeThrough(
      int channel, int first, float[] from, int at, int count, boolean keep, float between) {
    float[] stage = Scratch.mine().floats(Scratch.STAGE, map.width);
    float[] row = map.array(stage);
    for (int done = 0, n; done < count; done += n) {
      int image = (first + done) / pixels;
      int pixel = (first + done) % pixels;
      int column = pixel % width;
      n = Math.min(count - done, width - column);
      int y = pixel / width * stride;
      int to = y * map.width + column * stride;
      int length = column + n == width ? map.width - column * stride : n * stride;
      int begin =
          keep ? map.find(image, channel, to, stage, 0, length) : map.place(image, channel, to, 0);
      if (!keep) {
        Arrays.fill(row, begin, begin + length, between);
        int end = pixel / width == height - 1 ? map.height : y + stride;
        for (int i = 1; i < end - y; i++) {
          map.write(image, channel, to + i * map.width, row, begin, length);
        }
      }
      for (int i = 0; i < n; i++) {
        row[begin + i * stride] = from[at + done + i];
      }
      map.deliver(image, channel, to, stage, 0, length);
    }
  }
}
