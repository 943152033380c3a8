package dev.skipjack.runtime.kernel.simd.product;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;

import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/** A vector is some pixels of a plane; weights are broadcast. Few channels waste nothing. */
public final class PlanarProduct extends ShiftedProduct {
  /** A multiplication takes longer than one of {@link BlockedProduct}. */
  private static final double SHIFTED = 1.1;

  public PlanarProduct() {
    super(ROWS, 1);
  }

  @Override
  public void pack(float[] w, int from, int count, int depth, float[] to, int at) {
    Panels.packWeights(w, from, depth, 1, count, depth, to, at);
  }

  @Override
  public double cost(int outs, int depth) {
    return SHIFTED * outs * depth;
  }

  @Override
  public void multiply(
      float[] a,
      int ao,
      float[] x,
      int xo,
      int[] offsets,
      int depth,
      int pixels,
      float[] out,
      int oo,
      int ldo,
      int wanted,
      Scratch scratch) {
    for (int p = 0; p < pixels; p += COLUMNS) {
      if (pixels - p <= LENGTH) {
        Gemm.multiplyShiftedHalf(a, ao, x, xo + p, offsets, depth, out, oo + p, ldo, wanted);
      } else {
        Gemm.multiplyShifted(a, ao, x, xo + p, offsets, depth, out, oo + p, ldo, wanted);
      }
    }
  }
}
