package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A weight gradient while it is summed: transposed, {@code [group][block][row][out channel]}, a
 * copy for each part of the pixels. A block holds as many rows of a group as its sweep handles at
 * once; what is after its last row and the last output channel is undefined.
 *
 * <p>Pixels are summed in pieces, and the pieces to what is there. Thousands of equal products, as
 * flat parts of pictures make them, one after the other would all be rounded the same way; as many
 * pieces as a piece has pixels are rounded least.
 */
public final class WeightSums {
  /** Rows that lie beside each other for {@link #addBlocks}. */
  static final int BLOCK = Blocks.SIZE;

  /** Output channels that do: whole blocks. */
  public static final int GROUP = Math.max(BLOCK, 2 * LENGTH);

  private static final boolean WIDE = LENGTH == BLOCK;

  /** Copies that are cheap, and multiplications of each weight that are worth another one. */
  public static final int ENOUGH_COPIES = 16;

  private static final double MERGED = 3000;

  /** Floats of all copies. */
  private static final int MOST_FLOATS = 2560 * 1024;

  /** Floats of a line of the cache. */
  private static final int LINE = 16;

  /** Less is not worth the additions. */
  private static final int SMALLEST_PIECE = 64;

  private final int groups;
  private final int depth;
  private final int tileRows;
  private final int stride;

  /** Floats from one row to the next: an odd number of lines, lest rows share cache sets. */
  private final int distance;

  private int blocks;
  private int blockRows;
  private int blockSize;
  private int copies;
  private int piece;
  private float[] sums;

  /**
   * @param groups independent products
   * @param depth rows of a group
   * @param outs output channels of a group
   */
  public WeightSums(int groups, int depth, int outs) {
    this(groups, depth, outs, ROWS);
  }

  /**
   * @param tileRows rows that are summed at once
   */
  public WeightSums(int groups, int depth, int outs, int tileRows) {
    this.groups = groups;
    this.depth = depth;
    this.tileRows = tileRows;
    this.stride = Lanes.roundUp(outs, LENGTH);
    this.distance = (Lanes.roundUp(stride, LINE) / LINE | 1) * LINE;
  }

  /**
   * Begins to sum.
   *
   * @param blockRows rows of each block of a group but the last
   * @param copies the number of parts, or 1 if each has blocks of its own
   * @param pixels those of all images
   */
  public void prepare(int blockRows, int copies, int pixels, Scratch shared, int slot) {
    this.blocks = (depth + blockRows - 1) / blockRows;
    this.blockRows = blockRows;
    this.blockSize = Lanes.roundUp(blockRows, tileRows) * distance;
    this.copies = copies;
    int root = (int) Math.sqrt((double) pixels / copies);
    this.piece = Lanes.roundUp(Math.max(root, SMALLEST_PIECE), COLUMNS);
    this.sums = shared.aligned(slot, copies * groups * blocks * blockSize);
  }

  /**
   * How many parts the pixels may have: copies are small together, and what it takes to clear and
   * merge them is little beside the products.
   *
   * @param products multiplications of the whole gradient
   */
  public int mostCopies(int blockRows, double products) {
    double size =
        (double) groups * Lanes.roundUp(depth, Lanes.roundUp(blockRows, tileRows)) * stride;
    double worth = Math.max(ENOUGH_COPIES, products / (MERGED * size));
    return Parts.evenOf(Math.min(worth, MOST_FLOATS / size));
  }

  /** Of how many copies the sum is made. */
  public int copies() {
    return copies;
  }

  /** Floats of a pixel of the transposed gradient: the output channels, in whole vectors. */
  public int stride() {
    return stride;
  }

  /** Before the first product of a block, numbered through all groups. */
  public void clear(int part, int block) {
    int from = offset(part, block);
    Arrays.fill(sums, from, from + blockSize, 0);
  }

  /**
   * Adds the products of a block's rows with the output's gradient.
   *
   * @param z panels, {@code panelStride} apart, from {@code zo} on
   * @param rows readable up to the next multiple of ROWS
   * @param t element (pixel, v) is {@code t[to + v/COLUMNS*columnStride + pixel*ldt + v%COLUMNS]}
   */
  public void add(
      int part,
      int block,
      float[] z,
      int zo,
      int panelStride,
      int rows,
      float[] t,
      int to,
      int ldt,
      int columnStride,
      int pixels) {
    int at = offset(part, block);
    for (int v = 0; v < stride; v += COLUMNS) {
      boolean half = v + LENGTH == stride;
      int j = to + v / COLUMNS * columnStride;
      for (int r = 0; r < rows; r += ROWS) {
        int i = zo + r * COLUMNS;
        int c = at + r * distance + v;
        for (int p = 0; p < pixels; p += piece) {
          int zp = i + p / COLUMNS * panelStride;
          int tp = j + p * ldt;
          int count = Math.min(piece, pixels - p);
          if (half) {
            Gemm.accumulateHalf(z, zp, panelStride, t, tp, ldt, count, sums, c, distance);
          } else {
            Gemm.accumulate(z, zp, panelStride, t, tp, ldt, count, sums, c, distance);
          }
        }
      }
    }
  }

  /** Whether output channels are three wide vectors, for which there is {@link #addThree}. */
  public boolean isThree() {
    return WIDE && stride == 3 * LENGTH;
  }

  /**
   * As {@link #add} of three vectors of output channels that lie beside each other, pixels behind
   * each other.
   */
  public void addThree(
      int part,
      int block,
      float[] z,
      int zo,
      int panelStride,
      int rows,
      float[] t,
      int to,
      int pixels) {
    for (int r = 0; r < rows; r += ROWS) {
      int c = offset(part, block) + r * distance;
      for (int p = 0; p < pixels; p += piece) {
        int zp = zo + r * COLUMNS + p / COLUMNS * panelStride;
        int tp = to + p * stride;
        int count = Math.min(piece, pixels - p);
        Gemm.accumulateThree(z, zp, panelStride, t, tp, stride, count, sums, c, distance);
      }
    }
  }

  /**
   * As {@link #add} for pixels that are not packed: those of row r begin at {@code z[zo +
   * offsets[row + r]]}. The block has ROWS rows, which are copied, piece by piece, to where all
   * columns find them.
   *
   * @param to where the pixels of the transposed gradient begin, COLUMNS apart
   */
  public void addShifted(
      int part,
      int block,
      float[] z,
      int zo,
      int[] offsets,
      int row,
      float[] t,
      int to,
      int columnStride,
      int pixels,
      float[] rows) {
    int c = offset(part, block);
    int most = Math.min(piece, Gemm.PIECE);
    for (int p = 0; p < pixels; p += most) {
      int count = Math.min(most, pixels - p);
      for (int r = 0; r < ROWS; r++) {
        int from = zo + offsets[row + r] + p;
        System.arraycopy(z, from, rows, r * Gemm.PIECE_DISTANCE, count);
      }
      for (int v = 0; v < stride; v += COLUMNS) {
        boolean half = v + LENGTH == stride;
        int tp = to + v / COLUMNS * columnStride + p * COLUMNS;
        Gemm.accumulatePiece(half, rows, 0, t, tp, count, sums, c + v, distance);
      }
    }
  }

  /**
   * As {@link #add} for blocks of 16 channels: pixel p of a block's 16 rows is {@code z[zo + p*16 +
   * row]}, and of output channel v {@code t[to + v/GROUP*groupStride + p*GROUP + v%GROUP]}.
   */
  public void addBlocks(
      int part, int block, float[] z, int zo, float[] t, int to, int groupStride, int pixels) {
    int c = offset(part, block);
    for (int p = 0; p < pixels; p += piece) {
      int i = zo + p * BLOCK;
      int count = Math.min(piece, pixels - p);
      for (int v = 0; v < stride; v += 2 * LENGTH) {
        int j = to + v / GROUP * groupStride + p * GROUP + v % GROUP;
        if (v + LENGTH == stride) {
          GradientTiles.accumulateBlocks16x1(z, i, t, j, GROUP, count, sums, c + v, distance);
        } else if (Lanes.MANY_REGISTERS) {
          GradientTiles.accumulateBlocks8x2(z, i, t, j, GROUP, count, sums, c + v, distance);
          int at = c + 8 * distance + v;
          GradientTiles.accumulateBlocks8x2(z, i + 8, t, j, GROUP, count, sums, at, distance);
        } else {
          for (int row = 0; row < BLOCK; row += 4) {
            int at = c + row * distance + v;
            GradientTiles.accumulateBlocks4x2(z, i + row, t, j, count, sums, at, distance);
          }
        }
      }
    }
  }

  private int offset(int part, int block) {
    return Scratch.FIRST + ((copies == 1 ? 0 : part) * groups * blocks + block) * blockSize;
  }

  /** Copies the sums of a row, the copies' added in the order of the parts. */
  public void merge(int group, int row, float[] to, int at) {
    int block = group * blocks + row / blockRows;
    int from = Scratch.FIRST + block * blockSize + row % blockRows * distance;
    int next = groups * blocks * blockSize;
    for (int v = 0; v < stride; v += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, from + v);
      for (int copy = 1; copy < copies; copy++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, sums, from + copy * next + v));
      }
      sum.intoArray(to, at + v);
    }
  }
}
