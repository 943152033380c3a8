package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The kernels of {@link Gemm} for vectors of 256 and 128 bits: 16 registers hold 12 accumulators,
 * two vectors and a broadcast. Each value is a local variable of its own: with arrays of vectors or
 * variables used again, C2 leaves the registers and the speed falls to a third.
 */
final class Gemm6x2 {
  static final int ROWS = 6;
  static final int COLUMNS = 2 * LENGTH;

  private Gemm6x2() {}

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

  /** {@link Gemm#multiplyHalf}. */
  static void multiplyHalf(
      float[] a, int ao, float[] b, int bo, int depth, float[] out, int oo, int ldo) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    FloatVector c4 = FloatVector.zero(SPECIES);
    FloatVector c5 = FloatVector.zero(SPECIES);
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
    }
    c0.intoArray(out, oo + 0 * ldo);
    c1.intoArray(out, oo + 1 * ldo);
    c2.intoArray(out, oo + 2 * ldo);
    c3.intoArray(out, oo + 3 * ldo);
    c4.intoArray(out, oo + 4 * ldo);
    c5.intoArray(out, oo + 5 * ldo);
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
    }
    FloatVector.fromArray(SPECIES, c, co).add(c0).intoArray(c, co);
    FloatVector.fromArray(SPECIES, c, co + ldc).add(c1).intoArray(c, co + ldc);
    FloatVector.fromArray(SPECIES, c, co + 2 * ldc).add(c2).intoArray(c, co + 2 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 3 * ldc).add(c3).intoArray(c, co + 3 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 4 * ldc).add(c4).intoArray(c, co + 4 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 5 * ldc).add(c5).intoArray(c, co + 5 * ldc);
  }
}
