package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.MANY_REGISTERS;
import static dev.skipjack.runtime.kernel.simd.product.BlockedProduct.SMALL;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;

/**
 * Products of pixels with a block of weights as {@link BlockedProduct} packs it, which end as a
 * convolution of maps in blocks does: with a bias, an addend and bounds, pixels of 16 channels
 * each.
 */
public final class PointwiseProduct {
  /** Output channels that are computed at once: some blocks of weights, and of channels. */
  public static final int COLUMNS = Math.max(Blocks.SIZE, BlockedProduct.COLUMNS);

  /** Multiples of so many pixels are whole tiles, and nothing beyond the next one is touched. */
  public static final int PIXELS = BlockedProduct.PIXELS;

  /** Floats of a pixel that is written. */
  static final int PIXEL = Blocks.SIZE;

  private static final boolean WIDE = LENGTH == 16;

  /**
   * Pixels of a tile of two vectors. Twice as many wide ones would need every register there is,
   * and sums leave them in some processes of JDK 17 ({@code
   * docs/decisions/074-registers-to-spare.md}).
   */
  private static final int ROWS = WIDE ? 7 : 8;

  private final int depth;
  private final int step;
  private final boolean inRuns;
  private float[] weights;
  private float[] bias;
  private float floor;
  private float ceiling;

  /**
   * @param step floats from one pixel to the next: 1, or 16 for pixels in blocks, or twice that
   * @param inRuns whether the rows from each multiple of 16 on are channels of a pixel, so that
   *     they lie behind each other in maps in blocks
   */
  public PointwiseProduct(int depth, int step, boolean inRuns) {
    this.depth = depth;
    this.step = step;
    this.inRuns = inRuns;
  }

  /**
   * What the next products have in common.
   *
   * @param weights as {@link #pack} wrote them
   * @param bias of each channel, up to whole COLUMNS
   * @param floor NaN for none, as ceiling
   */
  public void bind(float[] weights, float[] bias, float floor, float ceiling) {
    this.weights = weights;
    this.bias = bias;
    this.floor = floor;
    this.ceiling = ceiling;
  }

  /** Lets go of weights and bias. */
  public void release() {
    weights = null;
    bias = null;
  }

  /**
   * Packs the weights of up to COLUMNS output channels, {@code [out][depth]}.
   *
   * @param count rows
   */
  public static void pack(float[] w, int count, int depth, float[] to, int at) {
    for (int row = 0; row < COLUMNS; row += BlockedProduct.COLUMNS) {
      int rows = Math.min(BlockedProduct.COLUMNS, Math.max(0, count - row));
      BlockedProduct.packBlock(w, row * depth, rows, depth, to, at + row * depth);
    }
  }

  /**
   * {@code out[oo + c/16*next + p*16 + c%16] = min(max(bias[channel + c] + sum over d of x[xo +
   * p*step + offsets[d]] * w[c][d] + addend, floor), ceiling)} for each wanted c, in this order of
   * d. As many pixels are read and written as {@link #tiled} says, in ascending order, piece after
   * piece where the depth is cut.
   *
   * @param wo where the weights of the first channel begin
   * @param channel the first one
   * @param wanted channels from that on; more may be written, up to a whole vector or two
   * @param addend lies as {@code out} does, from {@code ao} on, and may be it, if tiles write
   *     nothing beyond the last pixel; null for none. Where the depth is cut, its first piece adds
   *     it
   * @param next from a block of 16 results to the next
   */
  public void multiply(
      int wo,
      int channel,
      int wanted,
      float[] x,
      int xo,
      int[] offsets,
      int pixels,
      float[] addend,
      int ao,
      float[] out,
      int oo,
      int next) {
    multiplyRows(wo, channel, wanted, x, xo, offsets, pixels, 1, 0, addend, ao, out, oo, next);
  }

  /**
   * As {@link #multiply} of rows of so many pixels, {@code nextRow} floats of x apart, whose
   * results follow each other.
   */
  public void multiplyRows(
      int wo,
      int channel,
      int wanted,
      float[] x,
      int xo,
      int[] offsets,
      int pixels,
      int rows,
      int nextRow,
      float[] addend,
      int ao,
      float[] out,
      int oo,
      int next) {
    if (rows > 1 && nextRow == pixels * step) {
      pixels *= rows; // they are one row
      rows = 1;
    }
    for (int c = 0; c < wanted; c += BlockedProduct.COLUMNS) {
      boolean both = wanted - c > LENGTH;
      int from = wo + c * depth;
      int bo = channel + c;
      int add = ao + c;
      int to = oo + c;
      if (both && SMALL) {
        // the last tile of a row may write to the next one, whose sums are not to be lost
        int together = tiled(pixels, wanted - c) == pixels ? rows : 1;
        for (int row = 0; row < rows; row += together) {
          int done = row * pixels * PIXEL;
          int at = xo + row * nextRow;
          pieces(
              from,
              bo,
              x,
              at,
              offsets,
              pixels,
              together,
              nextRow,
              addend,
              add + done,
              out,
              to + done);
        }
      } else {
        int beside = WIDE ? next : LENGTH;
        for (int row = 0; row < rows; row++) {
          int done = row * pixels * PIXEL;
          int at = xo + row * nextRow;
          row(from, bo, both, x, at, offsets, pixels, addend, add + done, out, to + done, beside);
        }
      }
    }
  }

  /**
   * How many pixels are read and written where so many are wanted.
   *
   * @param wanted channels
   */
  public static int tiled(int pixels, int wanted) {
    int last = (wanted - 1) % BlockedProduct.COLUMNS + 1; // of the block that reads most
    if (SMALL && last > LENGTH) {
      return Math.max(4, Lanes.roundUp(pixels, 2)); // sixes and fours
    }
    return Lanes.roundUp(pixels, last > LENGTH ? ROWS : PIXELS);
  }

  /** A row of pixels, by one vector or by both. */
  private void row(
      int wo,
      int bo,
      boolean both,
      float[] x,
      int xo,
      int[] offsets,
      int pixels,
      float[] addend,
      int ao,
      float[] out,
      int oo,
      int beside) {
    float[] w = weights;
    int tile = both ? ROWS : PIXELS;
    for (int p = 0; p < pixels; p += tile) {
      int from = xo + p * step;
      int to = oo + p * PIXEL;
      int more = ao + p * PIXEL;
      if (WIDE && both) {
        PointwiseTiles.pointwise7x2(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (WIDE) {
        PointwiseTiles.pointwise14x1(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (both) {
        PointwiseTiles.pointwise8x2(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (MANY_REGISTERS) {
        PointwiseTiles.pointwise8x1(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else {
        PointwiseTiles.pointwise6x1(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      }
    }
  }

  /**
   * Few pixels by two vectors at a time, a piece of the depth after the other: each tile reads the
   * weights of all of its depth, which come from the nearest cache then.
   */
  private void pieces(
      int wo,
      int bo,
      float[] x,
      int xo,
      int[] offsets,
      int pixels,
      int rows,
      int nextRow,
      float[] addend,
      int ao,
      float[] out,
      int oo) {
    float[] w = weights;
    boolean runs = inRuns && depth % PIXEL == 0;
    for (int first = 0; first < depth; first += BlockedProduct.DEEP) {
      int end = Math.min(depth, first + BlockedProduct.DEEP);
      boolean last = end == depth;
      float[] added = first == 0 ? addend : null; // which may lie where this piece writes
      float least = last ? floor : Float.NaN;
      float most = last ? ceiling : Float.NaN;
      for (int row = 0; row < rows; row++) {
        for (int p = 0, n; p < pixels; p += n) {
          n = BlockedProduct.tile(pixels - p);
          int from = xo + row * nextRow + p * step;
          int to = oo + (row * pixels + p) * PIXEL;
          int more = ao + (row * pixels + p) * PIXEL;
          if (n == 4) {
            PointwiseTiles.piece4x2Bounded(
                step, runs, w, wo, x, from, offsets, first, end, bias, bo, added, more, least, most,
                out, to, LENGTH);
          } else {
            PointwiseTiles.piece6x2Bounded(
                step, runs, w, wo, x, from, offsets, first, end, bias, bo, added, more, least, most,
                out, to, LENGTH);
          }
        }
      }
    }
  }
}
