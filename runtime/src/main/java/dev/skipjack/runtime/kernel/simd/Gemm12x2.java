package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The kernels of {@link Gemm} for 512-bit vectors: 32 registers hold 24 accumulators, two vectors
 * and their broadcasts. Each value is a local variable of its own: with arrays of vectors or
 * variables used again, C2 leaves the registers and the speed falls to a third.
 */
final class Gemm12x2 {
  static final int ROWS = 12;
  static final int COLUMNS = 2 * LENGTH;

  private Gemm12x2() {}

  /** {@link Gemm#multiply}. */
  static void multiply(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
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
      int i = ao + d * ROWS;
      int j = bo + d * COLUMNS;
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

  /** {@link Gemm#multiplyAdd}. */
  static void multiplyAdd(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    FloatVector c0a = FloatVector.fromArray(SPECIES, out, oo + 0 * ldo);
    FloatVector c0b = FloatVector.fromArray(SPECIES, out, oo + 0 * ldo + LENGTH);
    FloatVector c1a = FloatVector.fromArray(SPECIES, out, oo + 1 * ldo);
    FloatVector c1b = FloatVector.fromArray(SPECIES, out, oo + 1 * ldo + LENGTH);
    FloatVector c2a = FloatVector.fromArray(SPECIES, out, oo + 2 * ldo);
    FloatVector c2b = FloatVector.fromArray(SPECIES, out, oo + 2 * ldo + LENGTH);
    FloatVector c3a = FloatVector.fromArray(SPECIES, out, oo + 3 * ldo);
    FloatVector c3b = FloatVector.fromArray(SPECIES, out, oo + 3 * ldo + LENGTH);
    FloatVector c4a = FloatVector.fromArray(SPECIES, out, oo + 4 * ldo);
    FloatVector c4b = FloatVector.fromArray(SPECIES, out, oo + 4 * ldo + LENGTH);
    FloatVector c5a = FloatVector.fromArray(SPECIES, out, oo + 5 * ldo);
    FloatVector c5b = FloatVector.fromArray(SPECIES, out, oo + 5 * ldo + LENGTH);
    FloatVector c6a = FloatVector.fromArray(SPECIES, out, oo + 6 * ldo);
    FloatVector c6b = FloatVector.fromArray(SPECIES, out, oo + 6 * ldo + LENGTH);
    FloatVector c7a = FloatVector.fromArray(SPECIES, out, oo + 7 * ldo);
    FloatVector c7b = FloatVector.fromArray(SPECIES, out, oo + 7 * ldo + LENGTH);
    FloatVector c8a = FloatVector.fromArray(SPECIES, out, oo + 8 * ldo);
    FloatVector c8b = FloatVector.fromArray(SPECIES, out, oo + 8 * ldo + LENGTH);
    FloatVector c9a = FloatVector.fromArray(SPECIES, out, oo + 9 * ldo);
    FloatVector c9b = FloatVector.fromArray(SPECIES, out, oo + 9 * ldo + LENGTH);
    FloatVector c10a = FloatVector.fromArray(SPECIES, out, oo + 10 * ldo);
    FloatVector c10b = FloatVector.fromArray(SPECIES, out, oo + 10 * ldo + LENGTH);
    FloatVector c11a = FloatVector.fromArray(SPECIES, out, oo + 11 * ldo);
    FloatVector c11b = FloatVector.fromArray(SPECIES, out, oo + 11 * ldo + LENGTH);
    for (int d = 0; d < depth; d++) {
      int i = ao + d * ROWS;
      int j = bo + d * COLUMNS;
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

  /** {@link Gemm#multiplyHalf}. */
  static void multiplyHalf(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    FloatVector c4 = FloatVector.zero(SPECIES);
    FloatVector c5 = FloatVector.zero(SPECIES);
    FloatVector c6 = FloatVector.zero(SPECIES);
    FloatVector c7 = FloatVector.zero(SPECIES);
    FloatVector c8 = FloatVector.zero(SPECIES);
    FloatVector c9 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = ao + d * ROWS;
      FloatVector v = FloatVector.fromArray(SPECIES, b, bo + d * COLUMNS);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[i + 0]);
      c0 = v.fma(a0, c0);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
      c1 = v.fma(a1, c1);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
      c2 = v.fma(a2, c2);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
      c3 = v.fma(a3, c3);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
      c4 = v.fma(a4, c4);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
      c5 = v.fma(a5, c5);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[i + 6]);
      c6 = v.fma(a6, c6);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[i + 7]);
      c7 = v.fma(a7, c7);
      FloatVector a8 = FloatVector.broadcast(SPECIES, a[i + 8]);
      c8 = v.fma(a8, c8);
      FloatVector a9 = FloatVector.broadcast(SPECIES, a[i + 9]);
      c9 = v.fma(a9, c9);
      FloatVector a10 = FloatVector.broadcast(SPECIES, a[i + 10]);
      c10 = v.fma(a10, c10);
      FloatVector a11 = FloatVector.broadcast(SPECIES, a[i + 11]);
      c11 = v.fma(a11, c11);
    }
    c0.intoArray(out, oo + 0 * ldo);
    c1.intoArray(out, oo + 1 * ldo);
    c2.intoArray(out, oo + 2 * ldo);
    c3.intoArray(out, oo + 3 * ldo);
    c4.intoArray(out, oo + 4 * ldo);
    c5.intoArray(out, oo + 5 * ldo);
    c6.intoArray(out, oo + 6 * ldo);
    c7.intoArray(out, oo + 7 * ldo);
    c8.intoArray(out, oo + 8 * ldo);
    c9.intoArray(out, oo + 9 * ldo);
    c10.intoArray(out, oo + 10 * ldo);
    c11.intoArray(out, oo + 11 * ldo);
  }

  /** {@link Gemm#accumulate}. */
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
    for (int p = 0; p < pixels; p++) {
      int i = zo + p / COLUMNS * panelStride + p % COLUMNS;
      int j = to + p * ldt;
      FloatVector ta = FloatVector.fromArray(SPECIES, t, j);
      FloatVector tb = FloatVector.fromArray(SPECIES, t, j + LENGTH);
      FloatVector z0 = FloatVector.broadcast(SPECIES, z[i + 0 * COLUMNS]);
      c0a = ta.fma(z0, c0a);
      c0b = tb.fma(z0, c0b);
      FloatVector z1 = FloatVector.broadcast(SPECIES, z[i + 1 * COLUMNS]);
      c1a = ta.fma(z1, c1a);
      c1b = tb.fma(z1, c1b);
      FloatVector z2 = FloatVector.broadcast(SPECIES, z[i + 2 * COLUMNS]);
      c2a = ta.fma(z2, c2a);
      c2b = tb.fma(z2, c2b);
      FloatVector z3 = FloatVector.broadcast(SPECIES, z[i + 3 * COLUMNS]);
      c3a = ta.fma(z3, c3a);
      c3b = tb.fma(z3, c3b);
      FloatVector z4 = FloatVector.broadcast(SPECIES, z[i + 4 * COLUMNS]);
      c4a = ta.fma(z4, c4a);
      c4b = tb.fma(z4, c4b);
      FloatVector z5 = FloatVector.broadcast(SPECIES, z[i + 5 * COLUMNS]);
      c5a = ta.fma(z5, c5a);
      c5b = tb.fma(z5, c5b);
      FloatVector z6 = FloatVector.broadcast(SPECIES, z[i + 6 * COLUMNS]);
      c6a = ta.fma(z6, c6a);
      c6b = tb.fma(z6, c6b);
      FloatVector z7 = FloatVector.broadcast(SPECIES, z[i + 7 * COLUMNS]);
      c7a = ta.fma(z7, c7a);
      c7b = tb.fma(z7, c7b);
      FloatVector z8 = FloatVector.broadcast(SPECIES, z[i + 8 * COLUMNS]);
      c8a = ta.fma(z8, c8a);
      c8b = tb.fma(z8, c8b);
      FloatVector z9 = FloatVector.broadcast(SPECIES, z[i + 9 * COLUMNS]);
      c9a = ta.fma(z9, c9a);
      c9b = tb.fma(z9, c9b);
      FloatVector z10 = FloatVector.broadcast(SPECIES, z[i + 10 * COLUMNS]);
      c10a = ta.fma(z10, c10a);
      c10b = tb.fma(z10, c10b);
      FloatVector z11 = FloatVector.broadcast(SPECIES, z[i + 11 * COLUMNS]);
      c11a = ta.fma(z11, c11a);
      c11b = tb.fma(z11, c11b);
    }
    FloatVector.fromArray(SPECIES, c, co + 0 * ldc).add(c0a).intoArray(c, co + 0 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 0 * ldc + LENGTH)
        .add(c0b)
        .intoArray(c, co + 0 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 1 * ldc).add(c1a).intoArray(c, co + 1 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 1 * ldc + LENGTH)
        .add(c1b)
        .intoArray(c, co + 1 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 2 * ldc).add(c2a).intoArray(c, co + 2 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 2 * ldc + LENGTH)
        .add(c2b)
        .intoArray(c, co + 2 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 3 * ldc).add(c3a).intoArray(c, co + 3 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 3 * ldc + LENGTH)
        .add(c3b)
        .intoArray(c, co + 3 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 4 * ldc).add(c4a).intoArray(c, co + 4 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 4 * ldc + LENGTH)
        .add(c4b)
        .intoArray(c, co + 4 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 5 * ldc).add(c5a).intoArray(c, co + 5 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 5 * ldc + LENGTH)
        .add(c5b)
        .intoArray(c, co + 5 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 6 * ldc).add(c6a).intoArray(c, co + 6 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 6 * ldc + LENGTH)
        .add(c6b)
        .intoArray(c, co + 6 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 7 * ldc).add(c7a).intoArray(c, co + 7 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 7 * ldc + LENGTH)
        .add(c7b)
        .intoArray(c, co + 7 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 8 * ldc).add(c8a).intoArray(c, co + 8 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 8 * ldc + LENGTH)
        .add(c8b)
        .intoArray(c, co + 8 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 9 * ldc).add(c9a).intoArray(c, co + 9 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 9 * ldc + LENGTH)
        .add(c9b)
        .intoArray(c, co + 9 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 10 * ldc).add(c10a).intoArray(c, co + 10 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 10 * ldc + LENGTH)
        .add(c10b)
        .intoArray(c, co + 10 * ldc + LENGTH);
    FloatVector.fromArray(SPECIES, c, co + 11 * ldc).add(c11a).intoArray(c, co + 11 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 11 * ldc + LENGTH)
        .add(c11b)
        .intoArray(c, co + 11 * ldc + LENGTH);
  }

  /** {@link Gemm#accumulateHalf}. */
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
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    FloatVector c4 = FloatVector.zero(SPECIES);
    FloatVector c5 = FloatVector.zero(SPECIES);
    FloatVector c6 = FloatVector.zero(SPECIES);
    FloatVector c7 = FloatVector.zero(SPECIES);
    FloatVector c8 = FloatVector.zero(SPECIES);
    FloatVector c9 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    for (int p = 0; p < pixels; p++) {
      int i = zo + p / COLUMNS * panelStride + p % COLUMNS;
      FloatVector v = FloatVector.fromArray(SPECIES, t, to + p * ldt);
      FloatVector z0 = FloatVector.broadcast(SPECIES, z[i]);
      c0 = v.fma(z0, c0);
      FloatVector z1 = FloatVector.broadcast(SPECIES, z[i + COLUMNS]);
      c1 = v.fma(z1, c1);
      FloatVector z2 = FloatVector.broadcast(SPECIES, z[i + 2 * COLUMNS]);
      c2 = v.fma(z2, c2);
      FloatVector z3 = FloatVector.broadcast(SPECIES, z[i + 3 * COLUMNS]);
      c3 = v.fma(z3, c3);
      FloatVector z4 = FloatVector.broadcast(SPECIES, z[i + 4 * COLUMNS]);
      c4 = v.fma(z4, c4);
      FloatVector z5 = FloatVector.broadcast(SPECIES, z[i + 5 * COLUMNS]);
      c5 = v.fma(z5, c5);
      FloatVector z6 = FloatVector.broadcast(SPECIES, z[i + 6 * COLUMNS]);
      c6 = v.fma(z6, c6);
      FloatVector z7 = FloatVector.broadcast(SPECIES, z[i + 7 * COLUMNS]);
      c7 = v.fma(z7, c7);
      FloatVector z8 = FloatVector.broadcast(SPECIES, z[i + 8 * COLUMNS]);
      c8 = v.fma(z8, c8);
      FloatVector z9 = FloatVector.broadcast(SPECIES, z[i + 9 * COLUMNS]);
      c9 = v.fma(z9, c9);
      FloatVector z10 = FloatVector.broadcast(SPECIES, z[i + 10 * COLUMNS]);
      c10 = v.fma(z10, c10);
      FloatVector z11 = FloatVector.broadcast(SPECIES, z[i + 11 * COLUMNS]);
      c11 = v.fma(z11, c11);
    }
    FloatVector.fromArray(SPECIES, c, co).add(c0).intoArray(c, co);
    FloatVector.fromArray(SPECIES, c, co + ldc).add(c1).intoArray(c, co + ldc);
    FloatVector.fromArray(SPECIES, c, co + 2 * ldc).add(c2).intoArray(c, co + 2 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 3 * ldc).add(c3).intoArray(c, co + 3 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 4 * ldc).add(c4).intoArray(c, co + 4 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 5 * ldc).add(c5).intoArray(c, co + 5 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 6 * ldc).add(c6).intoArray(c, co + 6 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 7 * ldc).add(c7).intoArray(c, co + 7 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 8 * ldc).add(c8).intoArray(c, co + 8 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 9 * ldc).add(c9).intoArray(c, co + 9 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 10 * ldc).add(c10).intoArray(c, co + 10 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 11 * ldc).add(c11).intoArray(c, co + 11 * ldc);
  }
}
