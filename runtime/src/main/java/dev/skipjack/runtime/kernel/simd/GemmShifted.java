package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The kernels of {@link Gemm#multiplyShifted}, whose rows of pixels lie where a table says. Each
 * value is a variable of its own, as in {@link Gemm12x2}.
 */
final class GemmShifted {
  private GemmShifted() {}

  /** Twelve rows: what 32 registers hold. */
  static void rows12(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int[] offsets,
      int depth,
      float[] out,
      int oo,
      int ldo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c0b = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c1b = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c2b = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c3b = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c4b = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    FloatVector c5b = FloatVector.zero(SPECIES);
    FloatVector c6a = FloatVector.zero(SPECIES);
    FloatVector c6b = FloatVector.zero(SPECIES);
    FloatVector c7a = FloatVector.zero(SPECIES);
    FloatVector c7b = FloatVector.zero(SPECIES);
    FloatVector c8a = FloatVector.zero(SPECIES);
    FloatVector c8b = FloatVector.zero(SPECIES);
    FloatVector c9a = FloatVector.zero(SPECIES);
    FloatVector c9b = FloatVector.zero(SPECIES);
    FloatVector c10a = FloatVector.zero(SPECIES);
    FloatVector c10b = FloatVector.zero(SPECIES);
    FloatVector c11a = FloatVector.zero(SPECIES);
    FloatVector c11b = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = ao + d * Gemm.ROWS;
      int j = bo + offsets[d];
      FloatVector ba = FloatVector.fromArray(SPECIES, b, j);
      FloatVector bb = FloatVector.fromArray(SPECIES, b, j + LENGTH);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[i + 0]);
      c0a = ba.fma(a0, c0a);
      c0b = bb.fma(a0, c0b);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
      c1a = ba.fma(a1, c1a);
      c1b = bb.fma(a1, c1b);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
      c2a = ba.fma(a2, c2a);
      c2b = bb.fma(a2, c2b);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
      c3a = ba.fma(a3, c3a);
      c3b = bb.fma(a3, c3b);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
      c4a = ba.fma(a4, c4a);
      c4b = bb.fma(a4, c4b);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
      c5a = ba.fma(a5, c5a);
      c5b = bb.fma(a5, c5b);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[i + 6]);
      c6a = ba.fma(a6, c6a);
      c6b = bb.fma(a6, c6b);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[i + 7]);
      c7a = ba.fma(a7, c7a);
      c7b = bb.fma(a7, c7b);
      FloatVector a8 = FloatVector.broadcast(SPECIES, a[i + 8]);
      c8a = ba.fma(a8, c8a);
      c8b = bb.fma(a8, c8b);
      FloatVector a9 = FloatVector.broadcast(SPECIES, a[i + 9]);
      c9a = ba.fma(a9, c9a);
      c9b = bb.fma(a9, c9b);
      FloatVector a10 = FloatVector.broadcast(SPECIES, a[i + 10]);
      c10a = ba.fma(a10, c10a);
      c10b = bb.fma(a10, c10b);
      FloatVector a11 = FloatVector.broadcast(SPECIES, a[i + 11]);
      c11a = ba.fma(a11, c11a);
      c11b = bb.fma(a11, c11b);
    }
    c0a.intoArray(out, oo + 0 * ldo);
    c0b.intoArray(out, oo + 0 * ldo + LENGTH);
    c1a.intoArray(out, oo + 1 * ldo);
    c1b.intoArray(out, oo + 1 * ldo + LENGTH);
    c2a.intoArray(out, oo + 2 * ldo);
    c2b.intoArray(out, oo + 2 * ldo + LENGTH);
    c3a.intoArray(out, oo + 3 * ldo);
    c3b.intoArray(out, oo + 3 * ldo + LENGTH);
    c4a.intoArray(out, oo + 4 * ldo);
    c4b.intoArray(out, oo + 4 * ldo + LENGTH);
    c5a.intoArray(out, oo + 5 * ldo);
    c5b.intoArray(out, oo + 5 * ldo + LENGTH);
    c6a.intoArray(out, oo + 6 * ldo);
    c6b.intoArray(out, oo + 6 * ldo + LENGTH);
    c7a.intoArray(out, oo + 7 * ldo);
    c7b.intoArray(out, oo + 7 * ldo + LENGTH);
    c8a.intoArray(out, oo + 8 * ldo);
    c8b.intoArray(out, oo + 8 * ldo + LENGTH);
    c9a.intoArray(out, oo + 9 * ldo);
    c9b.intoArray(out, oo + 9 * ldo + LENGTH);
    c10a.intoArray(out, oo + 10 * ldo);
    c10b.intoArray(out, oo + 10 * ldo + LENGTH);
    c11a.intoArray(out, oo + 11 * ldo);
    c11b.intoArray(out, oo + 11 * ldo + LENGTH);
  }

  /** Eight rows: what is left of 32, 128 or 512 channels. */
  static void rows8(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int[] offsets,
      int depth,
      float[] out,
      int oo,
      int ldo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c0b = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c1b = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c2b = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c3b = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c4b = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    FloatVector c5b = FloatVector.zero(SPECIES);
    FloatVector c6a = FloatVector.zero(SPECIES);
    FloatVector c6b = FloatVector.zero(SPECIES);
    FloatVector c7a = FloatVector.zero(SPECIES);
    FloatVector c7b = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = ao + d * Gemm.ROWS;
      int j = bo + offsets[d];
      FloatVector ba = FloatVector.fromArray(SPECIES, b, j);
      FloatVector bb = FloatVector.fromArray(SPECIES, b, j + LENGTH);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[i + 0]);
      c0a = ba.fma(a0, c0a);
      c0b = bb.fma(a0, c0b);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
      c1a = ba.fma(a1, c1a);
      c1b = bb.fma(a1, c1b);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
      c2a = ba.fma(a2, c2a);
      c2b = bb.fma(a2, c2b);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
      c3a = ba.fma(a3, c3a);
      c3b = bb.fma(a3, c3b);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
      c4a = ba.fma(a4, c4a);
      c4b = bb.fma(a4, c4b);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
      c5a = ba.fma(a5, c5a);
      c5b = bb.fma(a5, c5b);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[i + 6]);
      c6a = ba.fma(a6, c6a);
      c6b = bb.fma(a6, c6b);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[i + 7]);
      c7a = ba.fma(a7, c7a);
      c7b = bb.fma(a7, c7b);
    }
    c0a.intoArray(out, oo + 0 * ldo);
    c0b.intoArray(out, oo + 0 * ldo + LENGTH);
    c1a.intoArray(out, oo + 1 * ldo);
    c1b.intoArray(out, oo + 1 * ldo + LENGTH);
    c2a.intoArray(out, oo + 2 * ldo);
    c2b.intoArray(out, oo + 2 * ldo + LENGTH);
    c3a.intoArray(out, oo + 3 * ldo);
    c3b.intoArray(out, oo + 3 * ldo + LENGTH);
    c4a.intoArray(out, oo + 4 * ldo);
    c4b.intoArray(out, oo + 4 * ldo + LENGTH);
    c5a.intoArray(out, oo + 5 * ldo);
    c5b.intoArray(out, oo + 5 * ldo + LENGTH);
    c6a.intoArray(out, oo + 6 * ldo);
    c6b.intoArray(out, oo + 6 * ldo + LENGTH);
    c7a.intoArray(out, oo + 7 * ldo);
    c7b.intoArray(out, oo + 7 * ldo + LENGTH);
  }

  /** Six rows: what 16 registers hold. */
  static void rows6(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int[] offsets,
      int depth,
      float[] out,
      int oo,
      int ldo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c0b = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c1b = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c2b = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c3b = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c4b = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    FloatVector c5b = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = ao + d * Gemm.ROWS;
      int j = bo + offsets[d];
      FloatVector ba = FloatVector.fromArray(SPECIES, b, j);
      FloatVector bb = FloatVector.fromArray(SPECIES, b, j + LENGTH);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[i + 0]);
      c0a = ba.fma(a0, c0a);
      c0b = bb.fma(a0, c0b);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
      c1a = ba.fma(a1, c1a);
      c1b = bb.fma(a1, c1b);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
      c2a = ba.fma(a2, c2a);
      c2b = bb.fma(a2, c2b);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
      c3a = ba.fma(a3, c3a);
      c3b = bb.fma(a3, c3b);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
      c4a = ba.fma(a4, c4a);
      c4b = bb.fma(a4, c4b);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
      c5a = ba.fma(a5, c5a);
      c5b = bb.fma(a5, c5b);
    }
    c0a.intoArray(out, oo + 0 * ldo);
    c0b.intoArray(out, oo + 0 * ldo + LENGTH);
    c1a.intoArray(out, oo + 1 * ldo);
    c1b.intoArray(out, oo + 1 * ldo + LENGTH);
    c2a.intoArray(out, oo + 2 * ldo);
    c2b.intoArray(out, oo + 2 * ldo + LENGTH);
    c3a.intoArray(out, oo + 3 * ldo);
    c3b.intoArray(out, oo + 3 * ldo + LENGTH);
    c4a.intoArray(out, oo + 4 * ldo);
    c4b.intoArray(out, oo + 4 * ldo + LENGTH);
    c5a.intoArray(out, oo + 5 * ldo);
    c5b.intoArray(out, oo + 5 * ldo + LENGTH);
  }

  /** Four rows: what is left of 16, 64 or 256 channels. */
  static void rows4(
      float[] a,
      int ao,
      float[] b,
      int bo,
      int[] offsets,
      int depth,
      float[] out,
      int oo,
      int ldo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c0b = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c1b = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c2b = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c3b = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = ao + d * Gemm.ROWS;
      int j = bo + offsets[d];
      FloatVector ba = FloatVector.fromArray(SPECIES, b, j);
      FloatVector bb = FloatVector.fromArray(SPECIES, b, j + LENGTH);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[i + 0]);
      c0a = ba.fma(a0, c0a);
      c0b = bb.fma(a0, c0b);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
      c1a = ba.fma(a1, c1a);
      c1b = bb.fma(a1, c1b);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
      c2a = ba.fma(a2, c2a);
      c2b = bb.fma(a2, c2b);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
      c3a = ba.fma(a3, c3a);
      c3b = bb.fma(a3, c3b);
    }
    c0a.intoArray(out, oo + 0 * ldo);
    c0b.intoArray(out, oo + 0 * ldo + LENGTH);
    c1a.intoArray(out, oo + 1 * ldo);
    c1b.intoArray(out, oo + 1 * ldo + LENGTH);
    c2a.intoArray(out, oo + 2 * ldo);
    c2b.intoArray(out, oo + 2 * ldo + LENGTH);
    c3a.intoArray(out, oo + 3 * ldo);
    c3b.intoArray(out, oo + 3 * ldo + LENGTH);
  }
}
