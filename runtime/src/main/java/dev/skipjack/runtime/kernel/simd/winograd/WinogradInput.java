package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Phases;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.PixelSource;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The input transform of Winograd's F(4x4, 3x3) for a padding of 1, {@code V = Bt d B} for the 6 x
 * 6 pixels d around each tile. Down the columns the lanes are pixels of a row, which lie as they
 * did in memory; then every fourth is taken, and along the rows the lanes are tiles. Source: Lavin
 * and Gray, arXiv 1509.09308.
 */
final class WinogradInput {
  private static final int LINES = 6;

  private final TileGrid grid;

  /** Floats of all rows of pixels, with the two around them of each image that a chunk can have. */
  private final int pixelSize;

  /** Floats from one line of all tiles to the next: of pixels, and of every fourth. */
  private final int lineStride;

  private final int lineTiles;

  /** Floats from the pixels of all lines that leave one remainder to those of the next. */
  private final int phaseStride;

  WinogradInput(TileGrid grid) {
    this.grid = grid;
    int images = (grid.chunkRows + grid.rows - 2) / grid.rows + 1;
    int pixelRows = TileGrid.SIDE * grid.chunkRows + 2 * images;
    this.pixelSize = pixelRows * grid.width + LENGTH;
    int line = (grid.chunkRows - 1) * grid.pitch + Lanes.roundUp(grid.width, LENGTH);
    this.lineStride = Lanes.roundUp(line, Phases.STEP);
    this.lineTiles = lineStride / TileGrid.SIDE;
    this.phaseStride = LINES * lineTiles + 2 * LENGTH;
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
    float[] lines = scratch.aligned(Scratch.STAGE, LINES * lineStride + LENGTH);
    float[] phases = scratch.aligned(Scratch.PHASES, TileGrid.SIDE * phaseStride);
    readLines(x, channel, scale, shift, floor, ceiling, firstRow, rows, lines, scratch);
    int at = Scratch.FIRST + LENGTH;
    Phases.split(lines, Scratch.FIRST, LINES * lineStride, phases, at, phaseStride);
    horizontal(phases, at, rows * grid.columns, v, vo, panelStride, positionStride);
  }

  /** Reads the chunk's rows of pixels image by image and transforms them down the columns. */
  private void readLines(
      PixelSource x,
      int channel,
      float scale,
      float shift,
      float floor,
      float ceiling,
      int firstRow,
      int rows,
      float[] lines,
      Scratch scratch) {
    int width = grid.width;
    boolean same = scale == 1 && shift == 0 && Float.isNaN(floor) && Float.isNaN(ceiling);
    float[] pixels = scratch.floats(Scratch.PIXELS, pixelSize);
    int from = 0;
    for (int row = firstRow, next; row < firstRow + rows; row = next) {
      int image = row / grid.rows;
      next = Math.min(firstRow + rows, (image + 1) * grid.rows);
      int above = TileGrid.SIDE * (row - image * grid.rows) - 1;
      int below = TileGrid.SIDE * (next - image * grid.rows) + 1;
      int y0 = Math.max(0, above);
      int y1 = Math.min(grid.height, below);
      int at = from + (y0 - above) * width;
      int count = (y1 - y0) * width;
      Arrays.fill(pixels, from, at, 0);
      Planes map = same ? null : x.onHeap();
      if (map != null && map.canRead(image, channel, y0 * width, count + LENGTH)) {
        int of = map.index(image, channel, y0 * width);
        normalize(map.array(pixels), of, count, scale, shift, floor, ceiling, pixels, at);
      } else {
        x.read(image, channel, y0 * width, pixels, at, count);
        if (!same) {
          normalize(pixels, at, count, scale, shift, floor, ceiling, pixels, at);
        }
      }
      int end = from + (below - above) * width;
      Arrays.fill(pixels, at + count, end, 0);
      int to = Scratch.FIRST + (row - firstRow) * grid.pitch;
      vertical(pixels, from, lines, to, next - row);
      from = end;
    }
  }

  /**
   * Copies of the pixels that {@link #transform} read last those of one row of each row of tiles,
   * with zeros behind their last column.
   *
   * @param number of the row, below SIDE
   */
  void copyRows(int number, int firstRow, int rows, float[] to, int at, Scratch scratch) {
    int width = grid.width;
    float[] pixels = scratch.floats(Scratch.PIXELS, pixelSize);
    int from = 0;
    int t = at;
    for (int row = firstRow, next; row < firstRow + rows; row = next) {
      next = Math.min(firstRow + rows, (row / grid.rows + 1) * grid.rows);
      for (int r = 0; r < next - row; r++, t += grid.pitch) {
        int first = from + (1 + TileGrid.SIDE * r + number) * width;
        System.arraycopy(pixels, first, to, t, width);
        Arrays.fill(to, t + width, t + grid.pitch, 0);
      }
      from += (TileGrid.SIDE * (next - row) + 2) * width;
    }
  }

  private static void normalize(
      float[] x,
      int from,
      int count,
      float scale,
      float shift,
      float floor,
      float ceiling,
      float[] to,
      int at) {
    FloatVector scales = FloatVector.broadcast(SPECIES, scale);
    FloatVector shifts = FloatVector.broadcast(SPECIES, shift);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(SPECIES, x, from + i).fma(scales, shifts);
      Vectors.bound(z, floors, ceilings).intoArray(to, at + i);
    }
  }

  /**
   * Six rows of pixels to the six lines of each row of tiles, zeros behind their last pixel. Writes
   * whole vectors; what they write too much is written again with the next row of tiles. One loop
   * for all rows: loops of a few vectors take longer to begin than to run.
   */
  private void vertical(float[] x, int from, float[] lines, int at, int rows) {
    int width = grid.width;
    int pitch = grid.pitch;
    int stride = lineStride;
    for (int p = 0, row = 0; row < rows; ) {
      int i = from + TileGrid.SIDE * row * width + p;
      int t = at + row * pitch + p;
      FloatVector d0 = FloatVector.fromArray(SPECIES, x, i);
      FloatVector d1 = FloatVector.fromArray(SPECIES, x, i + width);
      FloatVector d2 = FloatVector.fromArray(SPECIES, x, i + 2 * width);
      FloatVector d3 = FloatVector.fromArray(SPECIES, x, i + 3 * width);
      FloatVector d4 = FloatVector.fromArray(SPECIES, x, i + 4 * width);
      FloatVector d5 = FloatVector.fromArray(SPECIES, x, i + 5 * width);
      FloatVector a = d2.fma(FloatVector.broadcast(SPECIES, -4), d4);
      FloatVector b = d1.fma(FloatVector.broadcast(SPECIES, -4), d3);
      FloatVector c = d4.sub(d2);
      FloatVector e = d3.sub(d1);
      FloatVector v0 = d2.fma(FloatVector.broadcast(SPECIES, -5), d4);
      FloatVector v5 = d3.fma(FloatVector.broadcast(SPECIES, -5), d5);
      d0.fma(FloatVector.broadcast(SPECIES, 4), v0).intoArray(lines, t);
      a.add(b).intoArray(lines, t + stride);
      a.sub(b).intoArray(lines, t + 2 * stride);
      e.fma(FloatVector.broadcast(SPECIES, 2), c).intoArray(lines, t + 3 * stride);
      e.fma(FloatVector.broadcast(SPECIES, -2), c).intoArray(lines, t + 4 * stride);
      d1.fma(FloatVector.broadcast(SPECIES, 4), v5).intoArray(lines, t + 5 * stride);
      p += LENGTH;
      if (p >= width) {
        p = 0;
        row++;
      }
    }
    for (int row = 0; width < pitch && row < rows; row++) {
      for (int i = 0; i < LINES; i++) {
        int t = at + i * stride + row * pitch;
        Arrays.fill(lines, t + width, t + pitch, 0);
      }
    }
  }

  /**
   * Along each row of tiles, all six lines; columns left of an image and right of it are zero. One
   * loop for all lines.
   */
  private void horizontal(
      float[] phases, int po, int tiles, float[] v, int vo, int panelStride, int stride) {
    int column = phaseStride;
    int[] notLeft = grid.notLeft;
    int[] notRight = grid.notRight;
    for (int t = 0, line = 0; line < LINES; ) {
      int i = po + line * lineTiles + t;
      FloatVector d0 = masked(phases, i + 3 * column - 1, notLeft, t);
      FloatVector d1 = FloatVector.fromArray(SPECIES, phases, i);
      FloatVector d2 = FloatVector.fromArray(SPECIES, phases, i + column);
      FloatVector d3 = FloatVector.fromArray(SPECIES, phases, i + 2 * column);
      FloatVector d4 = FloatVector.fromArray(SPECIES, phases, i + 3 * column);
      FloatVector d5 = masked(phases, i + 1, notRight, t);
      FloatVector a = d2.fma(FloatVector.broadcast(SPECIES, -4), d4);
      FloatVector b = d1.fma(FloatVector.broadcast(SPECIES, -4), d3);
      FloatVector c = d4.sub(d2);
      FloatVector e = d3.sub(d1);
      FloatVector v0 = d2.fma(FloatVector.broadcast(SPECIES, -5), d4);
      FloatVector v5 = d3.fma(FloatVector.broadcast(SPECIES, -5), d5);
      int at = vo + LINES * line * stride + t / COLUMNS * panelStride + t % COLUMNS;
      d0.fma(FloatVector.broadcast(SPECIES, 4), v0).intoArray(v, at);
      a.add(b).intoArray(v, at + stride);
      a.sub(b).intoArray(v, at + 2 * stride);
      e.fma(FloatVector.broadcast(SPECIES, 2), c).intoArray(v, at + 3 * stride);
      e.fma(FloatVector.broadcast(SPECIES, -2), c).intoArray(v, at + 4 * stride);
      d1.fma(FloatVector.broadcast(SPECIES, 4), v5).intoArray(v, at + 5 * stride);
      t += LENGTH;
      if (t >= tiles) {
        t = 0;
        line++;
      }
    }
  }

  private static FloatVector masked(float[] x, int at, int[] mask, int maskAt) {
    IntVector bits = FloatVector.fromArray(SPECIES, x, at).reinterpretAsInts();
    IntVector keep = IntVector.fromArray(Lanes.INTEGERS, mask, maskAt);
    return bits.lanewise(VectorOperators.AND, keep).reinterpretAsFloats();
  }
}
