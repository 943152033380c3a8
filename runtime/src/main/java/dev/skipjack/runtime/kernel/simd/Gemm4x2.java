package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Four rows of {@link Gemm#multiply}: what is left of 16, 32 or 64 channels behind whole blocks of
 * twelve. Eight accumulators are just enough to keep two multipliers busy.
 */
final class Gemm4x2 {
  static final int ROWS = 4;

  private Gemm4x2() {}

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
    for (int d = 0; d < depth; d++) {
      int i = ao + d * Gemm.ROWS;
      int j = bo + d * Gemm.COLUMNS;
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
