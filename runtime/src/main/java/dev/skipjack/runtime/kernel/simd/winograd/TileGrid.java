package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.simd.lanes.Phases;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * Planes as tiles of 4 x 4 pixels. The tile rows of all images are numbered through, and a chunk is
 * some of them, so that small planes fill vectors too; its tiles are numbered row by row.
 *
 * <p>Pixels of the output are staged by row phase: the rows {@code 4*tileRow + i} of each i one
 * after the other, {@link #pitch} apart.
 */
final class TileGrid {
  /** Pixels of a tile's side. */
  static final int SIDE = 4;

  final int height;
  final int width;

  /** Tile rows of an image. */
  final int rows;

  /** Tiles of a row. */
  final int columns;

  /** Tile rows of the largest chunk. */
  final int chunkRows;

  /** Floats from one staged row to the next. */
  final int pitch;

  /** Floats from one staged row phase to the next. */
  final int stageStride;

  /** Floats of staged pixels. */
  final int stageSize;

  /** Of each tile of a chunk all bits set, but where it has no neighbour on that side. */
  final int[] notLeft;

  final int[] notRight;

  /**
   * How many rows of tiles are best transformed at once: about as many panels' worth as wanted, and
   * whole panels if that can be.
   */
  static int chunkRows(int columns, int panels) {
    int best = 1;
    double most = 0;
    for (int rows = 1; rows == 1 || rows * columns <= 2 * panels * Gemm.COLUMNS; rows++) {
      int tiles = rows * columns;
      double full = (double) tiles / (Panels.panels(tiles) * Gemm.COLUMNS);
      double score = full - 0.03 * Math.abs(tiles - panels * Gemm.COLUMNS) / Gemm.COLUMNS;
      if (score > most) {
        most = score;
        best = rows;
      }
    }
    return best;
  }

  TileGrid(int height, int width, int chunkRows) {
    this.height = height;
    this.width = width;
    this.rows = (height + SIDE - 1) / SIDE;
    this.columns = (width + SIDE - 1) / SIDE;
    this.chunkRows = chunkRows;
    this.pitch = columns * SIDE;
    this.stageStride = chunkRows * pitch + Phases.STEP;
    this.stageSize = Scratch.FIRST + SIDE * stageStride;
    this.notLeft = mask(0);
    this.notRight = mask(columns - 1);
  }

  /** Clears the tiles of a column. */
  private int[] mask(int column) {
    int[] mask = new int[chunkRows * columns + LENGTH];
    Arrays.fill(mask, -1);
    for (int t = column; t < chunkRows * columns; t += columns) {
      mask[t] = 0;
    }
    return mask;
  }

  /** Where a row of pixels is staged; rows of the next image follow those of the one before. */
  int staged(int chunkRow, int y) {
    return Scratch.FIRST + y % SIDE * stageStride + chunkRow * pitch;
  }
}
