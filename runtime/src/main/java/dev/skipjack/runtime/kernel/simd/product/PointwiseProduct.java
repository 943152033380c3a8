package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.MANY_REGISTERS;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.TWELVE_SUMS;

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
  private static final int ROWS = WIDE ? 7 : TWELVE_SUMS ? 6 : MANY_REGISTERS ? 8 : 4;

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
   * many pixels are read and written as {@link #tiled} says.
   *
   * @param step 1, or 16 for pixels in blocks, or twice that
   * @param inRuns whether the rows from each multiple of 16 on are channels of a pixel, so that
   *     they lie behind each other in maps in blocks
   * @param addend lies as {@code out} does, from {@code ao} on, and may be it; null for none
   * @param floor NaN for none, as ceiling
   * @param w as {@link #pack} wrote them
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
    int tile = tile(wanted);
    for (int p = 0; p < pixels; p += tile) {
      int from = xo + p * step;
      int to = oo + p * PIXEL;
      int more = ao + p * PIXEL;
      if (WIDE && both) {
        wide(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (WIDE) {
        wideOne(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (both && TWELVE_SUMS) {
        six(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (TWELVE_SUMS) {
        sixOfOne(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (both && MANY_REGISTERS) {
        eight(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      } else if (both) {
        four(
            step, inRuns, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling,
            out, to, beside);
      } else {
        eightOfOne(
            step, w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
            beside);
      }
    }
  }

  private static void wide(
      int step,
      float[] w,
      int wo,
      float[] x,
      int from,
      int[] offsets,
      int depth,
      float[] bias,
      int bo,
      float[] addend,
      int more,
      float floor,
      float ceiling,
      float[] out,
      int to,
      int beside) {
    switch (step) {
      case 1 ->
          PointwiseTiles.pointwise7x2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case 2 ->
          PointwiseTiles.pointwise7x2Step2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case PIXEL ->
          PointwiseTiles.pointwise7x2Step16(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      default ->
          PointwiseTiles.pointwise7x2Step32(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
    }
  }

  private static void wideOne(
      int step,
      float[] w,
      int wo,
      float[] x,
      int from,
      int[] offsets,
      int depth,
      float[] bias,
      int bo,
      float[] addend,
      int more,
      float floor,
      float ceiling,
      float[] out,
      int to,
      int beside) {
    switch (step) {
      case 1 ->
          PointwiseTiles.pointwise14x1(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case 2 ->
          PointwiseTiles.pointwise14x1Step2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case PIXEL ->
          PointwiseTiles.pointwise14x1Step16(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      default ->
          PointwiseTiles.pointwise14x1Step32(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
    }
  }

  private static void six(
      int step,
      float[] w,
      int wo,
      float[] x,
      int from,
      int[] offsets,
      int depth,
      float[] bias,
      int bo,
      float[] addend,
      int more,
      float floor,
      float ceiling,
      float[] out,
      int to,
      int beside) {
    switch (step) {
      case 1 ->
          PointwiseTiles.pointwise6x2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case 2 ->
          PointwiseTiles.pointwise6x2Step2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case PIXEL ->
          PointwiseTiles.pointwise6x2Step16(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      default ->
          PointwiseTiles.pointwise6x2Step32(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
    }
  }

  private static void eight(
      int step,
      float[] w,
      int wo,
      float[] x,
      int from,
      int[] offsets,
      int depth,
      float[] bias,
      int bo,
      float[] addend,
      int more,
      float floor,
      float ceiling,
      float[] out,
      int to,
      int beside) {
    switch (step) {
      case 1 ->
          PointwiseTiles.pointwise8x2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case 2 ->
          PointwiseTiles.pointwise8x2Step2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case PIXEL ->
          PointwiseTiles.pointwise8x2Step16(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      default ->
          PointwiseTiles.pointwise8x2Step32(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
    }
  }

  private static void four(
      int step,
      boolean inRuns,
      float[] w,
      int wo,
      float[] x,
      int from,
      int[] offsets,
      int depth,
      float[] bias,
      int bo,
      float[] addend,
      int more,
      float floor,
      float ceiling,
      float[] out,
      int to,
      int beside) {
    switch (step) {
      case 1 ->
          PointwiseTiles.pointwise4x2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case 2 ->
          PointwiseTiles.pointwise4x2Step2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case PIXEL -> {
        if (inRuns && depth % PIXEL == 0) {
          PointwiseTiles.pointwise4x2Step16InRuns(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
        } else {
          PointwiseTiles.pointwise4x2Step16(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
        }
      }
      default ->
          PointwiseTiles.pointwise4x2Step32(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
    }
  }

  private static void sixOfOne(
      int step,
      float[] w,
      int wo,
      float[] x,
      int from,
      int[] offsets,
      int depth,
      float[] bias,
      int bo,
      float[] addend,
      int more,
      float floor,
      float ceiling,
      float[] out,
      int to,
      int beside) {
    switch (step) {
      case 1 ->
          PointwiseTiles.pointwise6x1(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case 2 ->
          PointwiseTiles.pointwise6x1Step2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case PIXEL ->
          PointwiseTiles.pointwise6x1Step16(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      default ->
          PointwiseTiles.pointwise6x1Step32(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
    }
  }

  private static void eightOfOne(
      int step,
      float[] w,
      int wo,
      float[] x,
      int from,
      int[] offsets,
      int depth,
      float[] bias,
      int bo,
      float[] addend,
      int more,
      float floor,
      float ceiling,
      float[] out,
      int to,
      int beside) {
    switch (step) {
      case 1 ->
          PointwiseTiles.pointwise8x1(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case 2 ->
          PointwiseTiles.pointwise8x1Step2(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      case PIXEL ->
          PointwiseTiles.pointwise8x1Step16(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
      default ->
          PointwiseTiles.pointwise8x1Step32(
              w, wo, x, from, offsets, depth, bias, bo, addend, more, floor, ceiling, out, to,
              beside);
    }
  }
}
