package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import jdk.incubator.vector.FloatVector;

/**
 * The output's gradient for the weight gradient of Winograd's F(4x4, 3x3): {@code A dY At} of each
 * tile. The lanes are output channels, as the products want it; transposing the 16 pixels of a tile
 * is cheaper than its 36 results.
 */
final class WinogradTaps {
  private static final int SIDE = TileGrid.SIDE;
  private static final int POSITIONS = 6;

  /** Tiles at a time, so that what is between the two passes stays in the first-level cache. */
  private static final int STEP = 8;

  private WinogradTaps() {}

  /**
   * @param pixels {@code [row of a tile][tile][column of a tile][width]}
   * @param width channels, whole vectors
   * @param t element (position, tile, channel) goes to {@code t[to + position*positionStride +
   *     tile*tileStride + channel]}
   */
  static void transform(
      float[] pixels,
      int width,
      int tiles,
      float[] t,
      int to,
      int tileStride,
      int positionStride,
      float[] half) {
    int row = SIDE * width;
    for (int tile = 0; tile < tiles; tile += STEP) {
      int some = Math.min(STEP, tiles - tile);
      int stride = some * row;
      lines(pixels, tile * row, tiles * row, 0, half, FIRST, stride, 0, 1, stride);
      for (int i = 0; i < POSITIONS; i++) {
        int at = to + POSITIONS * i * positionStride + tile * tileStride;
        lines(half, FIRST + i * stride, width, row, t, at, positionStride, tileStride, some, width);
      }
    }
  }

  /** Floats of {@code half}. */
  static int halfSize(int width) {
    return POSITIONS * STEP * SIDE * width;
  }

  /** Four values of a line to six, for each tile and lane. */
  private static void lines(
      float[] y,
      int yo,
      int from,
      int fromTile,
      float[] t,
      int to,
      int stride,
      int tileStride,
      int tiles,
      int width) {
    for (int tile = 0; tile < tiles; tile++) {
      int i = yo + tile * fromTile;
      int o = to + tile * tileStride;
      for (int v = 0; v < width; v += LENGTH) {
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, i + v);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, i + from + v);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, i + 2 * from + v);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, i + 3 * from + v);
        FloatVector four = FloatVector.broadcast(SPECIES, 4);
        FloatVector even = y0.add(y2);
        FloatVector odd = y1.add(y3);
        FloatVector even4 = y2.fma(four, y0);
        FloatVector odd4 = y3.fma(four, y1);
        odd4 = odd4.add(odd4);
        y0.intoArray(t, o + v);
        even.add(odd).intoArray(t, o + stride + v);
        even.sub(odd).intoArray(t, o + 2 * stride + v);
        even4.add(odd4).intoArray(t, o + 3 * stride + v);
        even4.sub(odd4).intoArray(t, o + 4 * stride + v);
        y3.intoArray(t, o + 5 * stride + v);
      }
    }
  }
}
