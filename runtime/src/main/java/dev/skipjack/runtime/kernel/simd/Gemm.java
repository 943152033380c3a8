package dev.skipjack.runtime.kernel.simd;

/**
 * The products that all convolutions are made of, over operands packed by {@link Panels}: weights
 * as {@code [block][depth][ROWS]}, pixels as {@code [panel][depth][COLUMNS]}. Each call computes
 * one tile of {@link #ROWS} x {@link #COLUMNS} results in registers.
 */
final class Gemm {
  private static final boolean WIDE = Lanes.LENGTH == 16;

  static final int ROWS = WIDE ? Gemm12x2.ROWS : Gemm6x2.ROWS;
  static final int COLUMNS = 2 * Lanes.LENGTH;

  private Gemm() {}

  /** {@code out[oo + r*ldo + p] = sum over d of a[ao + d*ROWS + r] * b[bo + d*COLUMNS + p]}. */
  static void multiply(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    if (WIDE) {
      Gemm12x2.multiply(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      Gemm6x2.multiply(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /**
   * As {@link #multiply} of a block of which only some rows are wanted; others may be computed.
   *
   * @param rows positive; beyond ROWS counts as ROWS
   */
  static void multiply(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo, int rows) {
    if (!WIDE || rows > Gemm8x2.ROWS) {
      multiply(a, ao, b, bo, depth, out, oo, ldo);
    } else if (rows > Gemm4x2.ROWS) {
      Gemm8x2.multiply(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      Gemm4x2.multiply(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /** As {@link #multiply} for half as many columns, p < LENGTH. */
  static void multiplyHalf(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    if (WIDE) {
      Gemm12x2.multiplyHalf(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      Gemm6x2.multiplyHalf(a, ao, b, bo, depth, out, oo, ldo);
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
    if (!WIDE) {
      GemmShifted.rows6(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else if (rows > 8) {
      GemmShifted.rows12(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else if (rows > 4) {
      GemmShifted.rows8(a, ao, b, bo, offsets, depth, out, oo, ldo);
    } else {
      GemmShifted.rows4(a, ao, b, bo, offsets, depth, out, oo, ldo);
    }
  }

  /** As {@link #multiply}, added to what is in {@code out}: the next piece of a deep product. */
  static void multiplyAdd(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    if (WIDE) {
      Gemm12x2.multiplyAdd(a, ao, b, bo, depth, out, oo, ldo);
    } else {
      Gemm6x2.multiplyAdd(a, ao, b, bo, depth, out, oo, ldo);
    }
  }

  /**
   * The outer product of weight gradients, summed over pixels without horizontal sums and then
   * added to what is there: {@code c[co + r*ldc + v] += sum over p of z[zo + p/COLUMNS*panelStride
   * + r*COLUMNS + p%COLUMNS] * t[to + p*ldt + v]} for r < ROWS rows of each panel and v < COLUMNS.
   */
  static void accumulate(
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
      Gemm12x2.accumulate(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    } else {
      Gemm6x2.accumulate(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    }
  }

  /** As {@link #accumulate} for half as many columns, v < LENGTH. */
  static void accumulateHalf(
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
      Gemm12x2.accumulateHalf(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    } else {
      Gemm6x2.accumulateHalf(z, zo, panelStride, t, to, ldt, pixels, c, co, ldc);
    }
  }

  /**
   * As {@link #accumulate} of a piece of pixels: row r begins at {@code z[zo + r*DISTANCE]}, with
   * the distance of {@link GemmPieceSums}, and pixels of t are COLUMNS apart.
   *
   * @param half whether only LENGTH columns are wanted
   */
  static void accumulatePiece(
      boolean half, float[] z, int zo, float[] t, int to, int pixels, float[] c, int co, int ldc) {
    if (WIDE && half) {
      GemmPieceSums.accumulate12Half(z, zo, t, to, pixels, c, co, ldc);
    } else if (WIDE) {
      GemmPieceSums.accumulate12(z, zo, t, to, pixels, c, co, ldc);
    } else if (half) {
      GemmPieceSums.accumulate6Half(z, zo, t, to, pixels, c, co, ldc);
    } else {
      GemmPieceSums.accumulate6(z, zo, t, to, pixels, c, co, ldc);
    }
  }
}
