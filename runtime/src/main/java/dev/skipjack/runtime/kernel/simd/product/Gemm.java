package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.MANY_REGISTERS;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;

/**
 * The products that all convolutions are made of, over operands packed by {@link Panels}: weights
 * as {@code [block][depth][ROWS]}, pixels as {@code [panel][depth][COLUMNS]}. Each call computes
 * {@link #ROWS} x {@link #COLUMNS} results, in as many tiles as it takes to keep their sums in
 * registers; the tiles are written by {@code dev.skipjack.tiles} when this is built.
 */
public final class Gemm {
  private static final boolean WIDE = Lanes.LENGTH == 16;

  public static final int ROWS = WIDE ? 12 : MANY_REGISTERS ? 8 : 6;
  public static final int COLUMNS = 2 * Lanes.LENGTH;

  /** The most pixels of a piece. */
  static final int PIECE = 256;

  /** Floats from one row of a piece to the next: no power of two, lest rows share cache sets. */
  public static final int PIECE_DISTANCE = PIECE + 16;

  private Gemm() {}

  /** {@code out[oo + r*ldo + p] = sum over d of a[ao + d*ROWS + r] * b[bo + d*COLUMNS + p]}. */
  public static void multiply(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    if (WIDE) {
      ProductTiles.multiply12x2(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      multiplyNarrow(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /** Eight rows, or all there are. */
  private static void multiplyNarrow(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    if (MANY_REGISTERS) {
      ProductTiles.multiply8x2(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      ProductTiles.multiply6x2(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /**
   * As {@link #multiply} of a block of which only some rows are wanted; others may be computed.
   *
   * @param rows positive; beyond ROWS counts as ROWS
   */
  public static void multiply(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo, int rows) {
    if (WIDE && rows > 8) {
      multiply(a, ao, b, bo, depth, out, oo, ldo);
    } else if (rows > 4) {
      multiplyNarrow(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      ProductTiles.multiply4x2(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /** As {@link #multiply} for half as many columns, p < LENGTH. */
  public static void multiplyHalf(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    if (WIDE) {
      ProductTiles.multiply12x1(a, ao, b, bo, depth, out, oo, ldo);
    } else if (MANY_REGISTERS) {
      ProductTiles.multiply8x1(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      ProductTiles.multiply6x1(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /**
   * As {@link #multiply} of pixels that are not packed: those of row d begin at {@code b[bo +
   * offsets[d]]}.
   *
   * @param rows that are wanted, positive; beyond ROWS counts as ROWS
   */
  static void multiplyShifted(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int[] offsets,
      int depth,
      float[] out,
      int oo,
      int ldo,
      int rows) {
    if (WIDE && rows > 8) {
      ProductTiles.multiplyShifted12x2(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else if (MANY_REGISTERS && rows > 4) {
      ProductTiles.multiplyShifted8x2(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else if (rows > 4) {
      ProductTiles.multiplyShifted6x2(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else {
      ProductTiles.multiplyShifted4x2(a, ao, b, bo, offsets, depth, out, oo, ldo);
    }
  }

  /** As {@link #multiplyShifted} for half as many columns, p < LENGTH. */
  static void multiplyShiftedHalf(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int[] offsets,
      int depth,
      float[] out,
      int oo,
      int ldo,
      int rows) {
    if (WIDE && rows > 6) {
      ProductTiles.multiplyShifted12x1(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else if (!WIDE && MANY_REGISTERS) {
      ProductTiles.multiplyShifted8x1(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else {
      ProductTiles.multiplyShifted6x1(a, ao, b, bo, offsets, depth, out, oo, ldo);
    }
  }

  /** As {@link #multiply}, added to what is in {@code out}: the next piece of a deep product. */
  public static void multiplyAdd(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    if (WIDE) {
      ProductTiles.multiplyAdd12x2(a, ao, b, bo, depth, out, oo, ldo);
    } else if (MANY_REGISTERS) {
      ProductTiles.multiplyAdd8x2(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      ProductTiles.multiplyAdd6x2(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /**
   * The outer product of weight gradients, summed over pixels without horizontal sums and then
   * added to what is there: {@code c[co + r*ldc + v] += sum over p of z[zo + p/COLUMNS*panelStride
   * + r*COLUMNS + p%COLUMNS] * t[to + p*ldt + v]} for r < ROWS rows of each panel and v < COLUMNS.
   */
  public static void accumulate(
      float[] z,
      int zo,
      int panelStride,
      float[] t,
      int to,
      int ldt,
      int pixels,
      float[] c,
      int co,
      int ldc) {
    if (WIDE) {
      GradientTiles.accumulate12x2(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    } else if (MANY_REGISTERS) {
      GradientTiles.accumulate8x2(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    } else {
      accumulateSix(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    }
  }

  private static void accumulateSix(
      float[] z,
      int zo,
      int panelStride,
      float[] t,
      int to,
      int ldt,
      int pixels,
      float[] c,
      int co,
      int ldc) {
    int rest = pixels % COLUMNS;
    int whole = pixels - rest;
    if (whole > 0) {
      GradientTiles.accumulatePanels6x2(z, zo, panelStride, t, to, ldt, whole, c, co, ldc);
    }
    if (rest > 0) {
      int i = zo + whole / COLUMNS * panelStride;
      int j = to + whole * ldt;
      GradientTiles.accumulate6x2(z, i, panelStride, t, j, ldt, rest, c, co, ldc);
    }
  }

  /**
   * As {@link #accumulate} for three vectors of columns, v < 3*LENGTH. The same in wide tiles and a
   * vector left over would broadcast each value of z twice, which takes as long as multiplying.
   */
  static void accumulateThree(
      float[] z,
      int zo,
      int panelStride,
      float[] t,
      int to,
      int ldt,
      int pixels,
      float[] c,
      int co,
      int ldc) {
    for (int r = 0; r < ROWS; r += 6) {
      int i = zo + r * COLUMNS;
      GradientTiles.accumulate6x3(z, i, panelStride, t, to, ldt, pixels, c, co + r * ldc, ldc);
    }
  }

  /** As {@link #accumulate} for half as many columns, v < LENGTH. */
  public static void accumulateHalf(
      float[] z,
      int zo,
      int panelStride,
      float[] t,
      int to,
      int ldt,
      int pixels,
      float[] c,
      int co,
      int ldc) {
    if (WIDE) {
      GradientTiles.accumulate12x1(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    } else if (MANY_REGISTERS) {
      GradientTiles.accumulate8x1(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    } else {
      GradientTiles.accumulate6x1(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    }
  }

  /**
   * As {@link #accumulate} of a piece of pixels: row r begins at {@code z[zo + r*PIECE_DISTANCE]},
   * and pixels of t are COLUMNS apart.
   *
   * @param half whether only LENGTH columns are wanted
   */
  static void accumulatePiece(
      boolean half, float[] z, int zo, float[] t, int to, int pixels, float[] c, int co, int ldc) {
    if (WIDE && half) {
      GradientTiles.accumulatePiece12x1(z, zo, t, to, pixels, c, co, ldc);
    } else if (WIDE) {
      GradientTiles.accumulatePiece12x2(z, zo, t, to, pixels, c, co, ldc);
    } else if (MANY_REGISTERS && half) {
      GradientTiles.accumulatePiece8x1(z, zo, t, to, pixels, c, co, ldc);
    } else if (MANY_REGISTERS) {
      GradientTiles.accumulatePiece8x2(z, zo, t, to, pixels, c, co, ldc);
    } else if (half) {
      GradientTiles.accumulatePiece6x1(z, zo, t, to, pixels, c, co, ldc);
    } else {
      GradientTiles.accumulatePiece6x2(z, zo, t, to, pixels, c, co, ldc);
    }
  }
}
