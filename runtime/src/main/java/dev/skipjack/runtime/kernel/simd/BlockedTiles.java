package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The register tiles of {@link BlockedProduct}: some pixels by one or two vectors of output
 * channels, {@code out[oo + p*COLUMNS + c] = sum over d of x[xo + p*step + offsets[d]] * w[wo +
 * d*COLUMNS + c]}, a method for each step, so that offsets are constants. Each value is a variable
 * of its own, as in {@link Gemm12x2}.
 */
final class BlockedTiles {
  private static final int COLUMNS = BlockedProduct.COLUMNS;

  private BlockedTiles() {}

  /** Fourteen pixels by two vectors: what 32 registers hold. */
  static void tile14x2(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
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
    FloatVector c12a = FloatVector.zero(SPECIES);
    FloatVector c12b = FloatVector.zero(SPECIES);
    FloatVector c13a = FloatVector.zero(SPECIES);
    FloatVector c13b = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector wb = FloatVector.fromArray(SPECIES, w, i + LENGTH);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      c0b = wb.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 1]);
      c1a = wa.fma(x1, c1a);
      c1b = wb.fma(x1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c2a = wa.fma(x2, c2a);
      c2b = wb.fma(x2, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 3]);
      c3a = wa.fma(x3, c3a);
      c3b = wb.fma(x3, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c4a = wa.fma(x4, c4a);
      c4b = wb.fma(x4, c4b);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 5]);
      c5a = wa.fma(x5, c5a);
      c5b = wb.fma(x5, c5b);
      FloatVector x6 = FloatVector.broadcast(SPECIES, x[j + 6]);
      c6a = wa.fma(x6, c6a);
      c6b = wb.fma(x6, c6b);
      FloatVector x7 = FloatVector.broadcast(SPECIES, x[j + 7]);
      c7a = wa.fma(x7, c7a);
      c7b = wb.fma(x7, c7b);
      FloatVector x8 = FloatVector.broadcast(SPECIES, x[j + 8]);
      c8a = wa.fma(x8, c8a);
      c8b = wb.fma(x8, c8b);
      FloatVector x9 = FloatVector.broadcast(SPECIES, x[j + 9]);
      c9a = wa.fma(x9, c9a);
      c9b = wb.fma(x9, c9b);
      FloatVector x10 = FloatVector.broadcast(SPECIES, x[j + 10]);
      c10a = wa.fma(x10, c10a);
      c10b = wb.fma(x10, c10b);
      FloatVector x11 = FloatVector.broadcast(SPECIES, x[j + 11]);
      c11a = wa.fma(x11, c11a);
      c11b = wb.fma(x11, c11b);
      FloatVector x12 = FloatVector.broadcast(SPECIES, x[j + 12]);
      c12a = wa.fma(x12, c12a);
      c12b = wb.fma(x12, c12b);
      FloatVector x13 = FloatVector.broadcast(SPECIES, x[j + 13]);
      c13a = wa.fma(x13, c13a);
      c13b = wb.fma(x13, c13b);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c0b.intoArray(out, oo + 0 * COLUMNS + LENGTH);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c1b.intoArray(out, oo + 1 * COLUMNS + LENGTH);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c2b.intoArray(out, oo + 2 * COLUMNS + LENGTH);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c3b.intoArray(out, oo + 3 * COLUMNS + LENGTH);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c4b.intoArray(out, oo + 4 * COLUMNS + LENGTH);
    c5a.intoArray(out, oo + 5 * COLUMNS);
    c5b.intoArray(out, oo + 5 * COLUMNS + LENGTH);
    c6a.intoArray(out, oo + 6 * COLUMNS);
    c6b.intoArray(out, oo + 6 * COLUMNS + LENGTH);
    c7a.intoArray(out, oo + 7 * COLUMNS);
    c7b.intoArray(out, oo + 7 * COLUMNS + LENGTH);
    c8a.intoArray(out, oo + 8 * COLUMNS);
    c8b.intoArray(out, oo + 8 * COLUMNS + LENGTH);
    c9a.intoArray(out, oo + 9 * COLUMNS);
    c9b.intoArray(out, oo + 9 * COLUMNS + LENGTH);
    c10a.intoArray(out, oo + 10 * COLUMNS);
    c10b.intoArray(out, oo + 10 * COLUMNS + LENGTH);
    c11a.intoArray(out, oo + 11 * COLUMNS);
    c11b.intoArray(out, oo + 11 * COLUMNS + LENGTH);
    c12a.intoArray(out, oo + 12 * COLUMNS);
    c12b.intoArray(out, oo + 12 * COLUMNS + LENGTH);
    c13a.intoArray(out, oo + 13 * COLUMNS);
    c13b.intoArray(out, oo + 13 * COLUMNS + LENGTH);
  }

  /** Fourteen pixels by one vector. */
  static void tile14x1(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    FloatVector c6a = FloatVector.zero(SPECIES);
    FloatVector c7a = FloatVector.zero(SPECIES);
    FloatVector c8a = FloatVector.zero(SPECIES);
    FloatVector c9a = FloatVector.zero(SPECIES);
    FloatVector c10a = FloatVector.zero(SPECIES);
    FloatVector c11a = FloatVector.zero(SPECIES);
    FloatVector c12a = FloatVector.zero(SPECIES);
    FloatVector c13a = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 1]);
      c1a = wa.fma(x1, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c2a = wa.fma(x2, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 3]);
      c3a = wa.fma(x3, c3a);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c4a = wa.fma(x4, c4a);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 5]);
      c5a = wa.fma(x5, c5a);
      FloatVector x6 = FloatVector.broadcast(SPECIES, x[j + 6]);
      c6a = wa.fma(x6, c6a);
      FloatVector x7 = FloatVector.broadcast(SPECIES, x[j + 7]);
      c7a = wa.fma(x7, c7a);
      FloatVector x8 = FloatVector.broadcast(SPECIES, x[j + 8]);
      c8a = wa.fma(x8, c8a);
      FloatVector x9 = FloatVector.broadcast(SPECIES, x[j + 9]);
      c9a = wa.fma(x9, c9a);
      FloatVector x10 = FloatVector.broadcast(SPECIES, x[j + 10]);
      c10a = wa.fma(x10, c10a);
      FloatVector x11 = FloatVector.broadcast(SPECIES, x[j + 11]);
      c11a = wa.fma(x11, c11a);
      FloatVector x12 = FloatVector.broadcast(SPECIES, x[j + 12]);
      c12a = wa.fma(x12, c12a);
      FloatVector x13 = FloatVector.broadcast(SPECIES, x[j + 13]);
      c13a = wa.fma(x13, c13a);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c5a.intoArray(out, oo + 5 * COLUMNS);
    c6a.intoArray(out, oo + 6 * COLUMNS);
    c7a.intoArray(out, oo + 7 * COLUMNS);
    c8a.intoArray(out, oo + 8 * COLUMNS);
    c9a.intoArray(out, oo + 9 * COLUMNS);
    c10a.intoArray(out, oo + 10 * COLUMNS);
    c11a.intoArray(out, oo + 11 * COLUMNS);
    c12a.intoArray(out, oo + 12 * COLUMNS);
    c13a.intoArray(out, oo + 13 * COLUMNS);
  }

  /** Fourteen pixels by two vectors: what 32 registers hold. Every second pixel. */
  static void tile14x2Step2(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
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
    FloatVector c12a = FloatVector.zero(SPECIES);
    FloatVector c12b = FloatVector.zero(SPECIES);
    FloatVector c13a = FloatVector.zero(SPECIES);
    FloatVector c13b = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector wb = FloatVector.fromArray(SPECIES, w, i + LENGTH);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      c0b = wb.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c1a = wa.fma(x1, c1a);
      c1b = wb.fma(x1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c2a = wa.fma(x2, c2a);
      c2b = wb.fma(x2, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 6]);
      c3a = wa.fma(x3, c3a);
      c3b = wb.fma(x3, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 8]);
      c4a = wa.fma(x4, c4a);
      c4b = wb.fma(x4, c4b);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 10]);
      c5a = wa.fma(x5, c5a);
      c5b = wb.fma(x5, c5b);
      FloatVector x6 = FloatVector.broadcast(SPECIES, x[j + 12]);
      c6a = wa.fma(x6, c6a);
      c6b = wb.fma(x6, c6b);
      FloatVector x7 = FloatVector.broadcast(SPECIES, x[j + 14]);
      c7a = wa.fma(x7, c7a);
      c7b = wb.fma(x7, c7b);
      FloatVector x8 = FloatVector.broadcast(SPECIES, x[j + 16]);
      c8a = wa.fma(x8, c8a);
      c8b = wb.fma(x8, c8b);
      FloatVector x9 = FloatVector.broadcast(SPECIES, x[j + 18]);
      c9a = wa.fma(x9, c9a);
      c9b = wb.fma(x9, c9b);
      FloatVector x10 = FloatVector.broadcast(SPECIES, x[j + 20]);
      c10a = wa.fma(x10, c10a);
      c10b = wb.fma(x10, c10b);
      FloatVector x11 = FloatVector.broadcast(SPECIES, x[j + 22]);
      c11a = wa.fma(x11, c11a);
      c11b = wb.fma(x11, c11b);
      FloatVector x12 = FloatVector.broadcast(SPECIES, x[j + 24]);
      c12a = wa.fma(x12, c12a);
      c12b = wb.fma(x12, c12b);
      FloatVector x13 = FloatVector.broadcast(SPECIES, x[j + 26]);
      c13a = wa.fma(x13, c13a);
      c13b = wb.fma(x13, c13b);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c0b.intoArray(out, oo + 0 * COLUMNS + LENGTH);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c1b.intoArray(out, oo + 1 * COLUMNS + LENGTH);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c2b.intoArray(out, oo + 2 * COLUMNS + LENGTH);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c3b.intoArray(out, oo + 3 * COLUMNS + LENGTH);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c4b.intoArray(out, oo + 4 * COLUMNS + LENGTH);
    c5a.intoArray(out, oo + 5 * COLUMNS);
    c5b.intoArray(out, oo + 5 * COLUMNS + LENGTH);
    c6a.intoArray(out, oo + 6 * COLUMNS);
    c6b.intoArray(out, oo + 6 * COLUMNS + LENGTH);
    c7a.intoArray(out, oo + 7 * COLUMNS);
    c7b.intoArray(out, oo + 7 * COLUMNS + LENGTH);
    c8a.intoArray(out, oo + 8 * COLUMNS);
    c8b.intoArray(out, oo + 8 * COLUMNS + LENGTH);
    c9a.intoArray(out, oo + 9 * COLUMNS);
    c9b.intoArray(out, oo + 9 * COLUMNS + LENGTH);
    c10a.intoArray(out, oo + 10 * COLUMNS);
    c10b.intoArray(out, oo + 10 * COLUMNS + LENGTH);
    c11a.intoArray(out, oo + 11 * COLUMNS);
    c11b.intoArray(out, oo + 11 * COLUMNS + LENGTH);
    c12a.intoArray(out, oo + 12 * COLUMNS);
    c12b.intoArray(out, oo + 12 * COLUMNS + LENGTH);
    c13a.intoArray(out, oo + 13 * COLUMNS);
    c13b.intoArray(out, oo + 13 * COLUMNS + LENGTH);
  }

  /** Fourteen pixels by one vector. Every second pixel. */
  static void tile14x1Step2(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    FloatVector c6a = FloatVector.zero(SPECIES);
    FloatVector c7a = FloatVector.zero(SPECIES);
    FloatVector c8a = FloatVector.zero(SPECIES);
    FloatVector c9a = FloatVector.zero(SPECIES);
    FloatVector c10a = FloatVector.zero(SPECIES);
    FloatVector c11a = FloatVector.zero(SPECIES);
    FloatVector c12a = FloatVector.zero(SPECIES);
    FloatVector c13a = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c1a = wa.fma(x1, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c2a = wa.fma(x2, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 6]);
      c3a = wa.fma(x3, c3a);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 8]);
      c4a = wa.fma(x4, c4a);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 10]);
      c5a = wa.fma(x5, c5a);
      FloatVector x6 = FloatVector.broadcast(SPECIES, x[j + 12]);
      c6a = wa.fma(x6, c6a);
      FloatVector x7 = FloatVector.broadcast(SPECIES, x[j + 14]);
      c7a = wa.fma(x7, c7a);
      FloatVector x8 = FloatVector.broadcast(SPECIES, x[j + 16]);
      c8a = wa.fma(x8, c8a);
      FloatVector x9 = FloatVector.broadcast(SPECIES, x[j + 18]);
      c9a = wa.fma(x9, c9a);
      FloatVector x10 = FloatVector.broadcast(SPECIES, x[j + 20]);
      c10a = wa.fma(x10, c10a);
      FloatVector x11 = FloatVector.broadcast(SPECIES, x[j + 22]);
      c11a = wa.fma(x11, c11a);
      FloatVector x12 = FloatVector.broadcast(SPECIES, x[j + 24]);
      c12a = wa.fma(x12, c12a);
      FloatVector x13 = FloatVector.broadcast(SPECIES, x[j + 26]);
      c13a = wa.fma(x13, c13a);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c5a.intoArray(out, oo + 5 * COLUMNS);
    c6a.intoArray(out, oo + 6 * COLUMNS);
    c7a.intoArray(out, oo + 7 * COLUMNS);
    c8a.intoArray(out, oo + 8 * COLUMNS);
    c9a.intoArray(out, oo + 9 * COLUMNS);
    c10a.intoArray(out, oo + 10 * COLUMNS);
    c11a.intoArray(out, oo + 11 * COLUMNS);
    c12a.intoArray(out, oo + 12 * COLUMNS);
    c13a.intoArray(out, oo + 13 * COLUMNS);
  }

  /** Six pixels by two vectors: what 16 registers hold. */
  static void tile6x2(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
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
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector wb = FloatVector.fromArray(SPECIES, w, i + LENGTH);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      c0b = wb.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 1]);
      c1a = wa.fma(x1, c1a);
      c1b = wb.fma(x1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c2a = wa.fma(x2, c2a);
      c2b = wb.fma(x2, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 3]);
      c3a = wa.fma(x3, c3a);
      c3b = wb.fma(x3, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c4a = wa.fma(x4, c4a);
      c4b = wb.fma(x4, c4b);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 5]);
      c5a = wa.fma(x5, c5a);
      c5b = wb.fma(x5, c5b);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c0b.intoArray(out, oo + 0 * COLUMNS + LENGTH);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c1b.intoArray(out, oo + 1 * COLUMNS + LENGTH);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c2b.intoArray(out, oo + 2 * COLUMNS + LENGTH);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c3b.intoArray(out, oo + 3 * COLUMNS + LENGTH);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c4b.intoArray(out, oo + 4 * COLUMNS + LENGTH);
    c5a.intoArray(out, oo + 5 * COLUMNS);
    c5b.intoArray(out, oo + 5 * COLUMNS + LENGTH);
  }

  /** Six pixels by one vector. */
  static void tile6x1(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 1]);
      c1a = wa.fma(x1, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c2a = wa.fma(x2, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 3]);
      c3a = wa.fma(x3, c3a);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c4a = wa.fma(x4, c4a);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 5]);
      c5a = wa.fma(x5, c5a);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c5a.intoArray(out, oo + 5 * COLUMNS);
  }

  /** Six pixels by two vectors: what 16 registers hold. Every second pixel. */
  static void tile6x2Step2(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
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
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector wb = FloatVector.fromArray(SPECIES, w, i + LENGTH);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      c0b = wb.fma(x0, c0b);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c1a = wa.fma(x1, c1a);
      c1b = wb.fma(x1, c1b);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c2a = wa.fma(x2, c2a);
      c2b = wb.fma(x2, c2b);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 6]);
      c3a = wa.fma(x3, c3a);
      c3b = wb.fma(x3, c3b);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 8]);
      c4a = wa.fma(x4, c4a);
      c4b = wb.fma(x4, c4b);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 10]);
      c5a = wa.fma(x5, c5a);
      c5b = wb.fma(x5, c5b);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c0b.intoArray(out, oo + 0 * COLUMNS + LENGTH);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c1b.intoArray(out, oo + 1 * COLUMNS + LENGTH);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c2b.intoArray(out, oo + 2 * COLUMNS + LENGTH);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c3b.intoArray(out, oo + 3 * COLUMNS + LENGTH);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c4b.intoArray(out, oo + 4 * COLUMNS + LENGTH);
    c5a.intoArray(out, oo + 5 * COLUMNS);
    c5b.intoArray(out, oo + 5 * COLUMNS + LENGTH);
  }

  /** Six pixels by one vector. Every second pixel. */
  static void tile6x1Step2(
      float[] w, int wo, float[] x, int xo, int[] offsets, int depth, float[] out, int oo) {
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d++) {
      int i = wo + d * COLUMNS;
      int j = xo + offsets[d];
      FloatVector wa = FloatVector.fromArray(SPECIES, w, i);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[j + 0]);
      c0a = wa.fma(x0, c0a);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[j + 2]);
      c1a = wa.fma(x1, c1a);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[j + 4]);
      c2a = wa.fma(x2, c2a);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[j + 6]);
      c3a = wa.fma(x3, c3a);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[j + 8]);
      c4a = wa.fma(x4, c4a);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[j + 10]);
      c5a = wa.fma(x5, c5a);
    }
    c0a.intoArray(out, oo + 0 * COLUMNS);
    c1a.intoArray(out, oo + 1 * COLUMNS);
    c2a.intoArray(out, oo + 2 * COLUMNS);
    c3a.intoArray(out, oo + 3 * COLUMNS);
    c4a.intoArray(out, oo + 4 * COLUMNS);
    c5a.intoArray(out, oo + 5 * COLUMNS);
  }
}
