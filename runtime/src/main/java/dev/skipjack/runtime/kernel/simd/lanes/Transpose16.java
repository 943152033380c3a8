package dev.skipjack.runtime.kernel.simd.lanes;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Blocks of 16 x 16 of {@link Transpose} in registers. Each stage swaps the halves of pairs of rows
 * that lie on the wrong side: eights, fours, twos, ones. Each value is a variable of its own, as in
 * the tiles of {@code Gemm}.
 */
final class Transpose16 {
  /** Rows and columns of a block. */
  static final int SIDE = 16;

  private static final VectorShuffle<Float> SWAP_EIGHT = swap(8);
  private static final VectorShuffle<Float> SWAP_FOUR = swap(4);
  private static final VectorShuffle<Float> SWAP_TWO = swap(2);
  private static final VectorShuffle<Float> SWAP_ONE = swap(1);
  private static final VectorMask<Float> UPPER_EIGHT = upper(8);
  private static final VectorMask<Float> UPPER_FOUR = upper(4);
  private static final VectorMask<Float> UPPER_TWO = upper(2);
  private static final VectorMask<Float> UPPER_ONE = upper(1);

  private Transpose16() {}

  /** Exchanges neighbours of so many lanes. */
  private static VectorShuffle<Float> swap(int lanes) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ lanes) % LENGTH);
  }

  /** The second of two such neighbours. */
  private static VectorMask<Float> upper(int lanes) {
    boolean[] set = new boolean[LENGTH];
    for (int lane = 0; lane < LENGTH; lane++) {
      set[lane] = (lane & lanes) != 0;
    }
    return VectorMask.fromArray(SPECIES, set, 0);
  }

  /** {@link Transpose#run} of one row of blocks. */
  static void run(float[] a, int ao, int lda, int columns, float[] t, int to, int ldt) {
    for (int c = 0; c < columns; c += SIDE) {
      int i = ao + c;
      int j = to + c * ldt;
      FloatVector r0 = FloatVector.fromArray(SPECIES, a, i + 0 * lda);
      FloatVector r1 = FloatVector.fromArray(SPECIES, a, i + 1 * lda);
      FloatVector r2 = FloatVector.fromArray(SPECIES, a, i + 2 * lda);
      FloatVector r3 = FloatVector.fromArray(SPECIES, a, i + 3 * lda);
      FloatVector r4 = FloatVector.fromArray(SPECIES, a, i + 4 * lda);
      FloatVector r5 = FloatVector.fromArray(SPECIES, a, i + 5 * lda);
      FloatVector r6 = FloatVector.fromArray(SPECIES, a, i + 6 * lda);
      FloatVector r7 = FloatVector.fromArray(SPECIES, a, i + 7 * lda);
      FloatVector r8 = FloatVector.fromArray(SPECIES, a, i + 8 * lda);
      FloatVector r9 = FloatVector.fromArray(SPECIES, a, i + 9 * lda);
      FloatVector r10 = FloatVector.fromArray(SPECIES, a, i + 10 * lda);
      FloatVector r11 = FloatVector.fromArray(SPECIES, a, i + 11 * lda);
      FloatVector r12 = FloatVector.fromArray(SPECIES, a, i + 12 * lda);
      FloatVector r13 = FloatVector.fromArray(SPECIES, a, i + 13 * lda);
      FloatVector r14 = FloatVector.fromArray(SPECIES, a, i + 14 * lda);
      FloatVector r15 = FloatVector.fromArray(SPECIES, a, i + 15 * lda);
      FloatVector a0 = r0.blend(r8.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a8 = r0.rearrange(SWAP_EIGHT).blend(r8, UPPER_EIGHT);
      FloatVector a1 = r1.blend(r9.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a9 = r1.rearrange(SWAP_EIGHT).blend(r9, UPPER_EIGHT);
      FloatVector a2 = r2.blend(r10.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a10 = r2.rearrange(SWAP_EIGHT).blend(r10, UPPER_EIGHT);
      FloatVector a3 = r3.blend(r11.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a11 = r3.rearrange(SWAP_EIGHT).blend(r11, UPPER_EIGHT);
      FloatVector a4 = r4.blend(r12.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a12 = r4.rearrange(SWAP_EIGHT).blend(r12, UPPER_EIGHT);
      FloatVector a5 = r5.blend(r13.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a13 = r5.rearrange(SWAP_EIGHT).blend(r13, UPPER_EIGHT);
      FloatVector a6 = r6.blend(r14.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a14 = r6.rearrange(SWAP_EIGHT).blend(r14, UPPER_EIGHT);
      FloatVector a7 = r7.blend(r15.rearrange(SWAP_EIGHT), UPPER_EIGHT);
      FloatVector a15 = r7.rearrange(SWAP_EIGHT).blend(r15, UPPER_EIGHT);
      FloatVector b0 = a0.blend(a4.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b4 = a0.rearrange(SWAP_FOUR).blend(a4, UPPER_FOUR);
      FloatVector b1 = a1.blend(a5.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b5 = a1.rearrange(SWAP_FOUR).blend(a5, UPPER_FOUR);
      FloatVector b2 = a2.blend(a6.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b6 = a2.rearrange(SWAP_FOUR).blend(a6, UPPER_FOUR);
      FloatVector b3 = a3.blend(a7.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b7 = a3.rearrange(SWAP_FOUR).blend(a7, UPPER_FOUR);
      FloatVector b8 = a8.blend(a12.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b12 = a8.rearrange(SWAP_FOUR).blend(a12, UPPER_FOUR);
      FloatVector b9 = a9.blend(a13.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b13 = a9.rearrange(SWAP_FOUR).blend(a13, UPPER_FOUR);
      FloatVector b10 = a10.blend(a14.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b14 = a10.rearrange(SWAP_FOUR).blend(a14, UPPER_FOUR);
      FloatVector b11 = a11.blend(a15.rearrange(SWAP_FOUR), UPPER_FOUR);
      FloatVector b15 = a11.rearrange(SWAP_FOUR).blend(a15, UPPER_FOUR);
      FloatVector c0 = b0.blend(b2.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c2 = b0.rearrange(SWAP_TWO).blend(b2, UPPER_TWO);
      FloatVector c1 = b1.blend(b3.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c3 = b1.rearrange(SWAP_TWO).blend(b3, UPPER_TWO);
      FloatVector c4 = b4.blend(b6.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c6 = b4.rearrange(SWAP_TWO).blend(b6, UPPER_TWO);
      FloatVector c5 = b5.blend(b7.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c7 = b5.rearrange(SWAP_TWO).blend(b7, UPPER_TWO);
      FloatVector c8 = b8.blend(b10.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c10 = b8.rearrange(SWAP_TWO).blend(b10, UPPER_TWO);
      FloatVector c9 = b9.blend(b11.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c11 = b9.rearrange(SWAP_TWO).blend(b11, UPPER_TWO);
      FloatVector c12 = b12.blend(b14.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c14 = b12.rearrange(SWAP_TWO).blend(b14, UPPER_TWO);
      FloatVector c13 = b13.blend(b15.rearrange(SWAP_TWO), UPPER_TWO);
      FloatVector c15 = b13.rearrange(SWAP_TWO).blend(b15, UPPER_TWO);
      FloatVector d0 = c0.blend(c1.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d1 = c0.rearrange(SWAP_ONE).blend(c1, UPPER_ONE);
      FloatVector d2 = c2.blend(c3.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d3 = c2.rearrange(SWAP_ONE).blend(c3, UPPER_ONE);
      FloatVector d4 = c4.blend(c5.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d5 = c4.rearrange(SWAP_ONE).blend(c5, UPPER_ONE);
      FloatVector d6 = c6.blend(c7.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d7 = c6.rearrange(SWAP_ONE).blend(c7, UPPER_ONE);
      FloatVector d8 = c8.blend(c9.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d9 = c8.rearrange(SWAP_ONE).blend(c9, UPPER_ONE);
      FloatVector d10 = c10.blend(c11.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d11 = c10.rearrange(SWAP_ONE).blend(c11, UPPER_ONE);
      FloatVector d12 = c12.blend(c13.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d13 = c12.rearrange(SWAP_ONE).blend(c13, UPPER_ONE);
      FloatVector d14 = c14.blend(c15.rearrange(SWAP_ONE), UPPER_ONE);
      FloatVector d15 = c14.rearrange(SWAP_ONE).blend(c15, UPPER_ONE);
      d0.intoArray(t, j + 0 * ldt);
      d1.intoArray(t, j + 1 * ldt);
      d2.intoArray(t, j + 2 * ldt);
      d3.intoArray(t, j + 3 * ldt);
      d4.intoArray(t, j + 4 * ldt);
      d5.intoArray(t, j + 5 * ldt);
      d6.intoArray(t, j + 6 * ldt);
      d7.intoArray(t, j + 7 * ldt);
      d8.intoArray(t, j + 8 * ldt);
      d9.intoArray(t, j + 9 * ldt);
      d10.intoArray(t, j + 10 * ldt);
      d11.intoArray(t, j + 11 * ldt);
      d12.intoArray(t, j + 12 * ldt);
      d13.intoArray(t, j + 13 * ldt);
      d14.intoArray(t, j + 14 * ldt);
      d15.intoArray(t, j + 15 * ldt);
    }
  }
}
