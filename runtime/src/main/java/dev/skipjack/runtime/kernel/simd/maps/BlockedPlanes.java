package dev.skipjack.runtime.kernel.simd.maps;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Pixels of planes as a kernel computes with them whose lanes are channels: {@code [pixel][16]},
 * transposed when they are read and written.
 */
public final class BlockedPlanes {
  private BlockedPlanes() {}

  /** Reads {@code count} pixels of some channels, which follow each other. */
  public static void read(
      Planes map,
      int image,
      int channel,
      int channels,
      int pixel,
      int count,
      float[] to,
      int at,
      Scratch scratch) {
    read(map, image, channel, channels, pixel, count, to, at, SIZE, scratch);
  }

  /**
   * Reads {@code count} pixels of some channels.
   *
   * @param channels at most 16; those that lack are zero
   * @param next floats from one pixel to the next in {@code to}
   */
  public static void read(
      Planes map,
      int image,
      int channel,
      int channels,
      int pixel,
      int count,
      float[] to,
      int at,
      int next,
      Scratch scratch) {
    for (int p = 0; p < count && channels < SIZE; p++) {
      Arrays.fill(to, at + p * next + channels, at + p * next + SIZE, 0);
    }
    if (map.isOnHeap()) {
      int from = map.index(image, channel, pixel);
      Transpose.run(map.array(null), from, map.pixels, channels, count, to, at, next);
      return;
    }
    int distance = distance(map, count);
    float[] rows = scratch.floats(Scratch.PIXELS, SIZE * distance);
    copy(map, image, channel, channels, pixel, count, rows, distance);
    Transpose.run(rows, 0, distance, channels, count, to, at, next);
  }

  /**
   * Writes {@code count} pixels of some channels.
   *
   * @param add whether they are added to what is there
   */
  public static void write(
      Planes map,
      int image,
      int channel,
      int channels,
      int pixel,
      int count,
      float[] from,
      int at,
      boolean add,
      Scratch scratch) {
    if (!add && map.isOnHeap()) {
      int to = map.index(image, channel, pixel);
      Transpose.run(from, at, SIZE, count, channels, map.array(null), to, map.pixels);
      return;
    }
    int distance = distance(map, count);
    int floats = Lanes.roundUp(SIZE * distance, LENGTH);
    float[] rows = scratch.floats(Scratch.PIXELS, floats);
    Transpose.run(from, at, SIZE, count, channels, rows, 0, distance);
    if (add) {
      float[] before = scratch.floats(Scratch.STAGE, floats);
      copy(map, image, channel, channels, pixel, count, before, distance);
      for (int i = 0; i < channels * distance; i += LENGTH) {
        FloatVector sum = FloatVector.fromArray(SPECIES, rows, i);
        sum.add(FloatVector.fromArray(SPECIES, before, i)).intoArray(rows, i);
      }
    }
    if (distance == count) {
      map.write(image, channel, 0, rows, 0, channels * count);
    } else {
      for (int c = 0; c < channels; c++) {
        map.write(image, channel + c, pixel, rows, c * distance, count);
      }
    }
  }

  /** Between rows: whole planes are copied all at once. */
  private static int distance(Planes map, int count) {
    return count == map.pixels ? count : Blocks.distance(count);
  }

  private static void copy(
      Planes map,
      int image,
      int channel,
      int channels,
      int pixel,
      int count,
      float[] rows,
      int distance) {
    if (distance == count) {
      map.read(image, channel, 0, rows, 0, channels * count);
    } else {
      for (int c = 0; c < channels; c++) {
        map.read(image, channel + c, pixel, rows, c * distance, count);
      }
    }
  }
}
