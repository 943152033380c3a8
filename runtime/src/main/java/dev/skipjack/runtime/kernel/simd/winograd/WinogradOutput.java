package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Phases;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import jdk.incubator.vector.FloatVector;

/** The output transform of Winograd's F(4x4, 3x3), {@code Y = At M A}. The lanes are tiles. */
final class WinogradOutput {
  private final TileGrid grid;
  private final int stride;

  WinogradOutput(TileGrid grid) {
    this.grid = grid;
    this.stride = Lanes.roundUp(grid.chunkRows * grid.columns, LENGTH);
  }

  /**
   * Transforms a channel of a chunk and stages its pixels.
   *
   * @param m element (position, tile) is {@code m[mo + position*positionStride + tile]}
   */
  void transform(float[] m, int mo, int positionStride, int rows, Scratch scratch) {
    float[] stage = scratch.aligned(Scratch.STAGE, grid.stageSize);
    float[] phases = scratch.aligned(Scratch.PHASES, 16 * stride);
    float[] half = scratch.aligned(Scratch.HALF, 24 * stride);
    int tiles = rows * grid.columns;
    for (int i = 0; i < 6; i++) {
      lines(
          m,
          mo + 6 * i * positionStride,
          positionStride,
          tiles,
          half,
          FIRST + 4 * i * stride,
          stride);
    }
    for (int j = 0; j < TileGrid.SIDE; j++) {
      lines(half, FIRST + j * stride, 4 * stride, tiles, phases, FIRST + j * stride, 4 * stride);
    }
    for (int i = 0; i < TileGrid.SIDE; i++) {
      Phases.merge(
          phases, FIRST + 4 * i * stride, stride, stage, grid.staged(0, i), rows * grid.pitch);
    }
  }

  /**
   * Copies the staged pixels of an image.
   *
   * @param imageRow the chunk's row where the image begins, negative if it began in another chunk
   * @param y first row of pixels
   * @param to with room for a vector more
   */
  void copy(int imageRow, int y, int end, float[] to, int at, Scratch scratch) {
    float[] stage = scratch.aligned(Scratch.STAGE, grid.stageSize);
    for (int row = y, t = at; row < end; row++, t += grid.width) {
      int from = grid.staged(imageRow + row / TileGrid.SIDE, row);
      for (int p = 0; p < grid.width; p += LENGTH) {
        FloatVector.fromArray(SPECIES, stage, from + p).intoArray(to, t + p);
      }
    }
  }

  /** Six values of a line to four. */
  private static void lines(float[] m, int mo, int from, int tiles, float[] y, int yo, int to) {
    for (int t = 0; t < tiles; t += LENGTH) {
      FloatVector m0 = FloatVector.fromArray(SPECIES, m, mo + t);
      FloatVector m1 = FloatVector.fromArray(SPECIES, m, mo + from + t);
      FloatVector m2 = FloatVector.fromArray(SPECIES, m, mo + 2 * from + t);
      FloatVector m3 = FloatVector.fromArray(SPECIES, m, mo + 3 * from + t);
      FloatVector m4 = FloatVector.fromArray(SPECIES, m, mo + 4 * from + t);
      FloatVector m5 = FloatVector.fromArray(SPECIES, m, mo + 5 * from + t);
      FloatVector s12 = m1.add(m2);
      FloatVector d12 = m1.sub(m2);
      FloatVector s34 = m3.add(m4);
      FloatVector d34 = m3.sub(m4);
      m0.add(s12).add(s34).intoArray(y, yo + t);
      d34.fma(FloatVector.broadcast(SPECIES, 2), d12).intoArray(y, yo + to + t);
      s34.fma(FloatVector.broadcast(SPECIES, 4), s12).intoArray(y, yo + 2 * to + t);
      d34.fma(FloatVector.broadcast(SPECIES, 8), d12).add(m5).intoArray(y, yo + 3 * to + t);
    }
  }
}
