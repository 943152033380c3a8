package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * {@code out[m][n] = sum over k of a(m, k)·b(k, n)} of matrices as they lie in memory, each row by
 * row or column by column. All of a is packed first; then a part computes some columns of some
 * rows. Elements do not depend on the other rows of the product. Where b stays the same, its panels
 * can be packed before, once for products of any number of rows.
 */
final class MatrixProduct {
  private static final int LINES = 0;
  private static final int PANELS = 1;
  private static final int RESULT = 2;

  /** Panels that pass together over the rows, so that these come from memory less often. */
  private static final int TOGETHER = 4;

  private static final int WIDTH = TOGETHER * COLUMNS;

  /** Blocks of rows of a part, for which its panels are packed. */
  private static final int BLOCKS = 32;

  /** Terms of a piece of the sum; the panels of a piece stay in the second-level cache. */
  private static final int DEPTH = 512;

  /**
   * Terms of some rows that are packed together, so that where they go stays in the nearest cache.
   */
  private static final int PACKED_DEPTH = 128;

  /** What is packed at a time, so that a large batch takes no more room than this. */
  private static final int PACKED_FLOATS = 1 << 22;

  /** Where a matrix lies, and whether it does so column by column. */
  record Matrix(Memory memory, boolean transposed) {}

  private final Workers workers;
  private final Scratch shared;
  private final int slot;
  private final Workers.Task packTask = this::pack;
  private final Workers.Task productTask = this::multiply;
  private final int rows;
  private final int columns;
  private final int depth;
  private final Matrix a;
  private final Matrix b;
  private final Memory out;
  private final int blocks;
  private final int groups;
  private final int piece;

  /** Blocks that are packed together. */
  private final int most;

  private int firstBlock;
  private int endBlock;
  private float[] packed;
  private float[] bias;
  private float[] prepared;
  private int parts;

  /**
   * @param slot of {@code shared}, for what is packed
   */
  MatrixProduct(
      int rows,
      int columns,
      int depth,
      Matrix a,
      Matrix b,
      Memory out,
      Workers workers,
      Scratch shared,
      int slot) {
    this.rows = rows;
    this.columns = columns;
    this.depth = depth;
    this.a = a;
    this.b = b;
    this.out = out;
    this.workers = workers;
    this.shared = shared;
    this.slot = slot;
    this.blocks = Panels.blocks(rows);
    this.most = Math.max(BLOCKS, PACKED_FLOATS / ROWS / depth / BLOCKS * BLOCKS);
    this.groups = (columns + WIDTH - 1) / WIDTH;
    int pieces = (depth + DEPTH - 1) / DEPTH;
    this.piece = (depth + pieces - 1) / pieces;
  }

  /**
   * @param start added to each row; null for nothing
   */
  void run(float[] start) {
    run(start, null);
  }

  /**
   * @param panels what {@link #packed} gave for b; null if it is packed on the way
   */
  void run(float[] start, float[] panels) {
    bias = start;
    prepared = panels;
    packed = shared.floats(slot, Math.min(most, blocks) * ROWS * depth);
    for (firstBlock = 0; firstBlock < blocks; firstBlock = endBlock) {
      endBlock = Math.min(blocks, firstBlock + most);
      int count = endBlock - firstBlock;
      parts = Parts.ofFloats(count, (double) ROWS * depth);
      workers.run(parts, packTask);
      parts = Parts.ofProducts(items(), (double) count * ROWS * columns * depth / items());
      workers.run(parts, productTask);
    }
  }

  /** All panels of b. */
  float[] packed() {
    float[] to = new float[Lanes.roundUp(columns, COLUMNS) * depth];
    Scratch scratch = new Scratch();
    for (int column = 0; column < columns; column += WIDTH) {
      int width = Math.min(WIDTH, columns - column);
      for (int from = 0; from < depth; from += piece) {
        int count = Math.min(piece, depth - from);
        packPanels(column, width, from, count, to, panels(column, width, from), scratch);
      }
    }
    return to;
  }

  /** Where the panels of some columns and of a piece of the sum begin among all. */
  private int panels(int column, int width, int from) {
    return column * depth + Lanes.roundUp(width, COLUMNS) * from;
  }

  /** Bands of {@link #BLOCKS} blocks, times groups of panels. */
  private int items() {
    return (endBlock - firstBlock + BLOCKS - 1) / BLOCKS * groups;
  }

  private void pack(int part, Scratch scratch) {
    int first = firstBlock + Parts.first(part, parts, endBlock - firstBlock);
    int end = firstBlock + Parts.first(part + 1, parts, endBlock - firstBlock);
    if (a.transposed()) {
      packColumns(first * ROWS, Math.min(rows, end * ROWS), scratch);
      return;
    }
    float[] lines = scratch.floats(LINES, ROWS * depth);
    for (int block = first; block < end; block++) {
      int count = Math.min(ROWS, rows - block * ROWS);
      a.memory().read((long) block * ROWS * depth, lines, 0, count * depth);
      for (int from = 0; from < depth; from += PACKED_DEPTH) {
        int some = Math.min(PACKED_DEPTH, depth - from);
        int to = at(block) + from * ROWS;
        Panels.packWeights(lines, from, depth, 1, count, some, packed, to);
      }
    }
  }

  /** Where a block begins among what is packed. */
  private int at(int block) {
    return (block - firstBlock) * ROWS * depth;
  }

  private void packColumns(int first, int end, Scratch scratch) {
    float[] line = scratch.floats(LINES, Lanes.roundUp(end - first, ROWS));
    Arrays.fill(line, 0, Lanes.roundUp(end - first, ROWS), 0);
    for (int k = 0; k < depth; k++) {
      a.memory().read((long) k * rows + first, line, 0, end - first);
      for (int row = first; row < end; row += ROWS) {
        System.arraycopy(line, row - first, packed, at(row / ROWS) + k * ROWS, ROWS);
      }
    }
  }

  private void multiply(int part, Scratch scratch) {
    int bands = items() / groups;
    int end = Parts.first(part + 1, parts, items());
    for (int item = Parts.first(part, parts, items()); item < end; item++) {
      scratch.poison();
      multiply(firstBlock + item % bands * BLOCKS, item / bands * WIDTH, scratch);
    }
  }

  private void multiply(int block, int column, Scratch scratch) {
    int end = Math.min(endBlock, block + BLOCKS);
    int width = Math.min(WIDTH, columns - column);
    float[] result = scratch.floats(RESULT, (end - block) * ROWS * WIDTH);
    float[] panels = prepared != null ? prepared : scratch.floats(PANELS, WIDTH * piece);
    for (int r = 0; r < (end - block) * ROWS; r++) {
      Arrays.fill(result, r * WIDTH, (r + 1) * WIDTH, 0);
      if (bias != null) {
        System.arraycopy(bias, column, result, r * WIDTH, width);
      }
    }
    for (int from = 0; from < depth; from += piece) {
      int count = Math.min(piece, depth - from);
      int first = 0;
      if (prepared != null) {
        first = panels(column, width, from);
      } else {
        packPanels(column, width, from, count, panels, 0, scratch);
      }
      for (int at = block; at < end; at++) {
        int rowsAt = at(at) + from * ROWS;
        for (int n = 0; n < width; n += COLUMNS) {
          int to = (at - block) * ROWS * WIDTH + n;
          Gemm.multiplyAdd(packed, rowsAt, panels, first + n * count, count, result, to, WIDTH);
        }
      }
    }
    for (int row = block * ROWS; row < Math.min(rows, end * ROWS); row++) {
      out.write((long) row * columns + column, result, (row - block * ROWS) * WIDTH, width);
    }
  }

  private void packPanels(
      int column, int width, int from, int count, float[] to, int at, Scratch scratch) {
    int whole = Lanes.roundUp(width, COLUMNS);
    if (b.transposed()) {
      float[] lines = scratch.floats(LINES, COLUMNS * count);
      for (int n = 0; n < whole; n += COLUMNS) {
        int some = Math.min(COLUMNS, width - n);
        for (int i = 0; i < some; i++) {
          b.memory().read((long) (column + n + i) * depth + from, lines, i * count, count);
        }
        Arrays.fill(lines, some * count, COLUMNS * count, 0);
        Transpose.run(lines, 0, count, COLUMNS, count, to, at + n * count, COLUMNS);
      }
      return;
    }
    float[] line = scratch.floats(LINES, WIDTH);
    Arrays.fill(line, width, whole, 0);
    for (int k = 0; k < count; k++) {
      b.memory().read((long) (from + k) * columns + column, line, 0, width);
      for (int n = 0; n < whole; n += COLUMNS) {
        System.arraycopy(line, n, to, at + n * count + k * COLUMNS, COLUMNS);
      }
    }
  }
}
