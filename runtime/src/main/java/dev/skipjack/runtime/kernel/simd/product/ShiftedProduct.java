package dev.skipjack.runtime.kernel.simd.product;

import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/**
 * The product of a block of weights with pixels of {@code PaddedPlanes}, which are read where they
 * lie, at an offset for each row of weights. Packed weights are {@code [block][depth][rows]}.
 */
public abstract class ShiftedProduct {
  /** Output channels of a block. */
  public final int rows;

  /** From one pixel to the next in what it reads. */
  public final int step;

  protected ShiftedProduct(int rows, int step) {
    this.rows = rows;
    this.step = step;
  }

  /** Blocks of a group of this many output channels. */
  public final int blocks(int outs) {
    return (outs + rows - 1) / rows;
  }

  /** Floats of a group's packed weights. */
  public final int weightSize(int outs, int depth) {
    return blocks(outs) * rows * depth;
  }

  /**
   * Packs a block, zeros after its last row.
   *
   * @param w row r begins at {@code from + r*depth}
   */
  public abstract void pack(float[] w, int from, int count, int depth, float[] to, int at);

  /** Estimated time for a pixel of all output channels of a group, in multiplications. */
  public abstract double cost(int outs, int depth);

  /**
   * {@code out[oo + r*ldo + p] = sum over d of a[ao + d*rows + r] * x[xo + p*step + offsets[d]]}
   * for {@code p < pixels}; more pixels may be read and written.
   *
   * @param wanted rows; others may be computed
   */
  public abstract void multiply(
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
      Scratch scratch);
}
