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
 * <p>The pixels of a chunk are staged by row phase: the rows {@code 4*tileRow + i} of each i one
 * after the other, {@link #pitch} apart, with a guard row on either side.
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

  /** All bits set but where a tile has no neighbour on that side; indexed by {@link #mask}. */
  final int[] notTop;

  final int[] notBottom;
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
    this.stageStride = (chunkRows + 2) * pitch + Phases.STEP;
    this.stageSize = Scratch.FIRST + SIDE * stageStride;
    this.notTop = mask(0, 0, 1);
    this.notBottom = mask(rows - 1, 0, 1);
    this.notLeft = mask(-1, 0, columns);
    this.notRight = mask(-1, columns - 1, columns);
  }

  /** Clears the tiles of one row of each image, or from one tile on each {@code step}th. */
  private int[] mask(int clearRow, int first, int step) {
    int[] mask = new int[(rows + chunkRows) * columns + LENGTH];
    Arrays.fill(mask, -1);
    for (int row = 0; row < rows + chunkRows; row++) {
      for (int t = first; t < columns && (clearRow < 0 || row % rows == clearRow); t += step) {
        mask[row * columns + t] = 0;
      }
    }
    return mask;
  }

  /** Where the masks of a chunk begin. */
  int mask(int firstRow) {
    return firstRow % rows * columns;
  }

  /** Where a row of pixels is staged; rows of the next image follow those of the one before. */
  int staged(int chunkRow, int y) {
    return Scratch.FIRST + y % SIDE * stageStride + (chunkRow + 1) * pitch;
  }
}
