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

  /** Pixels of a tile, or of two: as many as are read and written where fewer are wanted. */
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

  private PointwiseProduct() {}

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
   * {@code out[oo + c/16*next + p*16 + c%16] = min(max(bias[bo + c] + sum over d of x[xo + p*step +
   * offsets[d]] * w[c][d] + addend, floor), ceiling)} for each wanted c, in this order of d. As
   * many pixels of a row are read and written as {@link #tiled} says, in ascending order.
   *
   * @param step 1, or 16 for pixels in blocks, or twice that
   * @param inRuns whether the rows from each multiple of 16 on are channels of a pixel, so that
   *     they lie behind each other in maps in blocks
   * @param addend lies as {@code out} does, from {@code ao} on, and may be it, if the tiles of a
   *     row do not reach into the next; null for none. Where the depth is cut, its first piece adds
   *     it
   * @param floor NaN for none, as ceiling
   * @param w as {@link #pack} wrote them
   * @param rows of so many pixels, {@code nextRow} floats of x apart, whose results follow each
   *     other
   * @param next from a block of 16 results to the next
   * @param wanted channels; more may be written, up to a whole vector or two
   */
  public static void multiply(
      float[] w,
      int wo,
      float[] x,
      int xo,
      int step,
      boolean inRuns,
      int[] offsets,
      int depth,
      int pixels,
      int rows,
      int nextRow,
      float[] bias,
      int bo,
      float[] addend,
      int ao,
      float floor,
      float ceiling,
      float[] out,
      int oo,
      int next,
      int wanted) {
    if (rows > 1 && nextRow == pixels * step) {
      pixels *= rows; // they are one row
      rows = 1;
    }
    for (int c = 0; c < wanted; c += BlockedProduct.COLUMNS) {
      block(
          w,
          wo + c * depth,
          x,
          xo,
          step,
          inRuns,
          offsets,
          depth,
          pixels,
          rows,
          nextRow,
          bias,
          bo + c,
          addend,
          ao + c,
          floor,
          ceiling,
          out,
          oo + c,
          next,
          wanted - c);
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
    return Lanes.roundUp(pixels, tile(last));
  }

  /** Pixels of a tile. */
  private static int tile(int wanted) {
    return wanted > LENGTH ? ROWS : PIXELS;
  }

  private static void block(
      float[] w,
      int wo,
      float[] x,
      int xo,
      int step,
      boolean inRuns,
      int[] offsets,
      int depth,
      int pixels,
      int rows,
      int nextRow,
      float[] bias,
      int bo,
      float[] addend,
      int ao,
      float floor,
      float ceiling,
      float[] out,
      int oo,
      int next,
      int wanted) {
    boolean both = wanted > LENGTH;
    int beside = WIDE ? next : LENGTH;
    if (both && SMALL) {
      // the last tile of a row may write to the next one, whose sums are not to be lost
      int together = tiled(pixels, wanted) == pixels ? rows : 1;
      for (int row = 0; row < rows; row += together) {
        int done = row * pixels * PIXEL;
        pieces(
            w,
            wo,
            x,
            xo + row * nextRow,
            step,
            inRuns,
            offsets,
            depth,
            pixels,
            together,
            nextRow,
            bias,
            bo,
            addend,
            ao + done,
            floor,
            ceiling,
            out,
            oo + done);
      }
      return;
    }
    int tile = tile(wanted);
    for (int row = 0; row < rows; row++) {
      for (int p = 0; p < pixels; p += tile) {
        int from = xo + row * nextRow + p * step;
        int to = oo + (row * pixels + p) * PIXEL;
        int more = ao + (row * pixels + p) * PIXEL;
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
  }

  /**
   * Few pixels by two vectors at a time, a piece of the depth after the other: each tile reads the
   * weights of all of its depth, which come from the nearest cache then.
   */
  private static void pieces(
      float[] w,
      int wo,
      float[] x,
      int xo,
      int step,
      boolean inRuns,
      int[] offsets,
      int depth,
      int pixels,
      int rows,
      int nextRow,
      float[] bias,
      int bo,
      float[] addend,
      int ao,
      float floor,
      float ceiling,
      float[] out,
      int oo) {
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
