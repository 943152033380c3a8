package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Phases;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.PixelSource;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The input transform of Winograd's F(4x4, 3x3) for a padding of 1, {@code V = Bt d B} for the 6 x
 * 6 pixels d around each tile. The lanes are tiles. Source: Lavin and Gray, arXiv 1509.09308.
 */
final class WinogradInput {
  private final TileGrid grid;
  final int phaseStride;
  final int halfStride;

  /** Aligns the first row of tiles, which follows one of guards. */
  private final int firstPhase;

  WinogradInput(TileGrid grid) {
    this.grid = grid;
    this.phaseStride = Lanes.roundUp((grid.chunkRows + 2) * grid.columns, LENGTH) + 2 * LENGTH;
    this.firstPhase = Scratch.FIRST + Lanes.roundUp(grid.columns, LENGTH) - grid.columns;
    this.halfStride = Lanes.roundUp(grid.chunkRows * grid.columns, LENGTH) + 2 * LENGTH;
  }

  /**
   * Transforms a channel of a chunk.
   *
   * @param floor what pixels are raised to once normalised: zero, or NaN for nothing
   * @param ceiling what they are lowered to: six, or NaN for nothing
   * @param v element (position, tile) goes to {@code v[vo + position*positionStride + tile /
   *     COLUMNS * panelStride + tile % COLUMNS]}; what follows the last tile is undefined
   */
  void transform(
      PixelSource x,
      int channel,
      float scale,
      float shift,
      float floor,
      float ceiling,
      int firstRow,
      int rows,
      float[] v,
      int vo,
      int panelStride,
      int positionStride,
      Scratch scratch) {
    float[] stage = scratch.aligned(Scratch.STAGE, grid.stageSize);
    float[] phases = scratch.aligned(Scratch.PHASES, firstPhase + 16 * phaseStride);
    float[] half = scratch.aligned(Scratch.HALF, 24 * halfStride);
    stage(x, channel, scale, shift, floor, ceiling, firstRow, rows, stage, scratch);
    int tiles = rows * grid.columns;
    for (int i = 0; i < TileGrid.SIDE; i++) {
      int first = i == 3 ? 0 : 1;
      int end = i == 0 ? rows + 2 : rows + 1;
      Phases.split(
          stage,
          Scratch.FIRST + i * grid.stageStride + first * grid.pitch,
          (end - first) * grid.pitch,
          phases,
          firstPhase + 4 * i * phaseStride + first * grid.columns,
          phaseStride);
    }
    for (int j = 0; j < TileGrid.SIDE; j++) {
      vertical(
          phases, firstPhase + j * phaseStride + grid.columns, grid.mask(firstRow), tiles, half, j);
    }
    for (int i = 0; i < 6; i++) {
      horizontal(
          half,
          Scratch.FIRST + 4 * i * halfStride + LENGTH,
          tiles,
          v,
          vo + 6 * i * positionStride,
          panelStride,
          positionStride);
    }
  }

  /** Reads the chunk's rows and one above and below, normalises them, adds zeros after the last. */
  void stage(
      PixelSource x,
      int channel,
      float scale,
      float shift,
      float floor,
      float ceiling,
      int firstRow,
      int rows,
      float[] stage,
      Scratch scratch) {
    int width = grid.width;
    float[] pixels = scratch.floats(Scratch.PIXELS, (grid.height + 1) * width + LENGTH);
    for (int row = firstRow, next; row < firstRow + rows; row = next) {
      int image = row / grid.rows;
      next = Math.min(firstRow + rows, (image + 1) * grid.rows);
      int top = TileGrid.SIDE * (row - image * grid.rows);
      int bottom = TileGrid.SIDE * (next - image * grid.rows);
      int y0 = Math.max(0, top - 1);
      int y1 = Math.min(grid.height, bottom + 1);
      x.read(image, channel, y0 * width, pixels, 0, (y1 - y0) * width);
      int imageRow = image * grid.rows - firstRow;
      for (int y = y0; y < Math.min(y1, y0 + TileGrid.SIDE); y++) {
        int at = grid.staged(imageRow + y / TileGrid.SIDE, y);
        int count = (y1 - y + TileGrid.SIDE - 1) / TileGrid.SIDE;
        stageRows(pixels, (y - y0) * width, scale, shift, floor, ceiling, stage, at, count);
      }
      for (int y = grid.height; y < bottom; y++) {
        int at = grid.staged(imageRow + y / TileGrid.SIDE, y);
        Arrays.fill(stage, at, at + grid.pitch, 0);
      }
    }
  }

  /**
   * Every fourth row of pixels. Writes whole vectors; what they write too much is written again
   * with the next row.
   */
  private void stageRows(
      float[] x,
      int xo,
      float scale,
      float shift,
      float floor,
      float ceiling,
      float[] to,
      int at,
      int count) {
    FloatVector scales = FloatVector.broadcast(SPECIES, scale);
    FloatVector shifts = FloatVector.broadcast(SPECIES, shift);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    int width = grid.width;
    int pitch = grid.pitch;
    if (width <= LENGTH) {
      VectorMask<Float> beyond = Lanes.first(width).not();
      for (int row = 0; row < count; row++) {
        FloatVector z = FloatVector.fromArray(SPECIES, x, xo + row * TileGrid.SIDE * width);
        z = Vectors.bound(z.fma(scales, shifts), floors, ceilings);
        z.blend(0, beyond).intoArray(to, at + row * pitch);
      }
      return;
    }
    for (int row = 0; row < count; row++) {
      int from = xo + row * TileGrid.SIDE * width;
      int t = at + row * pitch;
      for (int p = 0; p < width; p += LENGTH) {
        FloatVector z = FloatVector.fromArray(SPECIES, x, from + p).fma(scales, shifts);
        Vectors.bound(z, floors, ceilings).intoArray(to, t + p);
      }
      for (int p = width; p < pitch; p++) {
        to[t + p] = 0;
      }
    }
  }

  /** Down each column of tiles; rows above an image's top and below its bottom are zero. */
  void vertical(float[] q, int qo, int mask, int tiles, float[] half, int column) {
    int row = 4 * phaseStride;
    int above = qo + 3 * row - grid.columns;
    int below = qo + grid.columns;
    int stride = 4 * halfStride;
    int ho = Scratch.FIRST + column * halfStride + LENGTH;
    int[] notTop = grid.notTop;
    int[] notBottom = grid.notBottom;
    for (int t = 0; t < tiles; t += LENGTH) {
      FloatVector d0 = masked(q, above + t, notTop, mask + t);
      FloatVector d1 = FloatVector.fromArray(SPECIES, q, qo + t);
      FloatVector d2 = FloatVector.fromArray(SPECIES, q, qo + row + t);
      FloatVector d3 = FloatVector.fromArray(SPECIES, q, qo + 2 * row + t);
      FloatVector d4 = FloatVector.fromArray(SPECIES, q, qo + 3 * row + t);
      FloatVector d5 = masked(q, below + t, notBottom, mask + t);
      FloatVector a = d2.fma(FloatVector.broadcast(SPECIES, -4), d4);
      FloatVector b = d1.fma(FloatVector.broadcast(SPECIES, -4), d3);
      FloatVector c = d4.sub(d2);
      FloatVector e = d3.sub(d1);
      FloatVector v0 = d2.fma(FloatVector.broadcast(SPECIES, -5), d4);
      FloatVector v5 = d3.fma(FloatVector.broadcast(SPECIES, -5), d5);
      d0.fma(FloatVector.broadcast(SPECIES, 4), v0).intoArray(half, ho + t);
      a.add(b).intoArray(half, ho + stride + t);
      a.sub(b).intoArray(half, ho + 2 * stride + t);
      e.fma(FloatVector.broadcast(SPECIES, 2), c).intoArray(half, ho + 3 * stride + t);
      e.fma(FloatVector.broadcast(SPECIES, -2), c).intoArray(half, ho + 4 * stride + t);
      d1.fma(FloatVector.broadcast(SPECIES, 4), v5).intoArray(half, ho + 5 * stride + t);
    }
  }

  /** Along each row of tiles; columns left of an image and right of it are zero. */
  void horizontal(float[] half, int ho, int tiles, float[] v, int vo, int panelStride, int stride) {
    int column = halfStride;
    int[] notLeft = grid.notLeft;
    int[] notRight = grid.notRight;
    for (int t = 0; t < tiles; t += LENGTH) {
      FloatVector d0 = masked(half, ho + 3 * column + t - 1, notLeft, t);
      FloatVector d1 = FloatVector.fromArray(SPECIES, half, ho + t);
      FloatVector d2 = FloatVector.fromArray(SPECIES, half, ho + column + t);
      FloatVector d3 = FloatVector.fromArray(SPECIES, half, ho + 2 * column + t);
      FloatVector d4 = FloatVector.fromArray(SPECIES, half, ho + 3 * column + t);
      FloatVector d5 = masked(half, ho + t + 1, notRight, t);
      FloatVector a = d2.fma(FloatVector.broadcast(SPECIES, -4), d4);
      FloatVector b = d1.fma(FloatVector.broadcast(SPECIES, -4), d3);
      FloatVector c = d4.sub(d2);
      FloatVector e = d3.sub(d1);
      FloatVector v0 = d2.fma(FloatVector.broadcast(SPECIES, -5), d4);
      FloatVector v5 = d3.fma(FloatVector.broadcast(SPECIES, -5), d5);
      int at = vo + t / COLUMNS * panelStride + t % COLUMNS;
      d0.fma(FloatVector.broadcast(SPECIES, 4), v0).intoArray(v, at);
      a.add(b).intoArray(v, at + stride);
      a.sub(b).intoArray(v, at + 2 * stride);
      e.fma(FloatVector.broadcast(SPECIES, 2), c).intoArray(v, at + 3 * stride);
      e.fma(FloatVector.broadcast(SPECIES, -2), c).intoArray(v, at + 4 * stride);
      d1.fma(FloatVector.broadcast(SPECIES, 4), v5).intoArray(v, at + 5 * stride);
    }
  }

  private static FloatVector masked(float[] x, int at, int[] mask, int maskAt) {
    IntVector bits = FloatVector.fromArray(SPECIES, x, at).reinterpretAsInts();
    IntVector keep = IntVector.fromArray(Lanes.INTEGERS, mask, maskAt);
    return bits.lanewise(VectorOperators.AND, keep).reinterpretAsFloats();
  }
}
