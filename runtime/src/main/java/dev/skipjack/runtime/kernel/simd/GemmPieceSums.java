package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The kernels of {@link Gemm#accumulatePiece}: sums of a weight gradient over a piece of some
 * pixels, whose rows lie at a constant distance. With a table of where rows begin, each broadcast
 * would have an address of its own to load. Each value is a variable of its own, as in {@link
 * Gemm12x2}.
 */
final class GemmPieceSums {
  /** The most pixels of a piece. */
  static final int MOST = 256;

  /** Floats from one row to the next: no power of two, so that rows do not share lines. */
  static final int DISTANCE = MOST + 16;

  private static final int COLUMNS = 2 * LENGTH;

  private GemmPieceSums() {}

  /** Twelve rows of {@link Gemm#accumulatePiece}. */
  static void accumulate12(
      float[] z, int zo, float[] t, int to, int pixels, float[] c, int co, int ldc) {
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
      int i = zo + p;
      int j = to + p * COLUMNS;
      FloatVector ta = FloatVector.fromArray(SPECIES, t, j);
      FloatVector tb = FloatVector.fromArray(SPECIES, t, j + LENGTH);
      FloatVector z0 = FloatVector.broadcast(SPECIES, z[i + 0 * DISTANCE]);
      c0a = ta.fma(z0, c0a);
      c0b = tb.fma(z0, c0b);
      FloatVector z1 = FloatVector.broadcast(SPECIES, z[i + 1 * DISTANCE]);
      c1a = ta.fma(z1, c1a);
      c1b = tb.fma(z1, c1b);
      FloatVector z2 = FloatVector.broadcast(SPECIES, z[i + 2 * DISTANCE]);
      c2a = ta.fma(z2, c2a);
      c2b = tb.fma(z2, c2b);
      FloatVector z3 = FloatVector.broadcast(SPECIES, z[i + 3 * DISTANCE]);
      c3a = ta.fma(z3, c3a);
      c3b = tb.fma(z3, c3b);
      FloatVector z4 = FloatVector.broadcast(SPECIES, z[i + 4 * DISTANCE]);
      c4a = ta.fma(z4, c4a);
      c4b = tb.fma(z4, c4b);
      FloatVector z5 = FloatVector.broadcast(SPECIES, z[i + 5 * DISTANCE]);
      c5a = ta.fma(z5, c5a);
      c5b = tb.fma(z5, c5b);
      FloatVector z6 = FloatVector.broadcast(SPECIES, z[i + 6 * DISTANCE]);
      c6a = ta.fma(z6, c6a);
      c6b = tb.fma(z6, c6b);
      FloatVector z7 = FloatVector.broadcast(SPECIES, z[i + 7 * DISTANCE]);
      c7a = ta.fma(z7, c7a);
      c7b = tb.fma(z7, c7b);
      FloatVector z8 = FloatVector.broadcast(SPECIES, z[i + 8 * DISTANCE]);
      c8a = ta.fma(z8, c8a);
      c8b = tb.fma(z8, c8b);
      FloatVector z9 = FloatVector.broadcast(SPECIES, z[i + 9 * DISTANCE]);
      c9a = ta.fma(z9, c9a);
      c9b = tb.fma(z9, c9b);
      FloatVector z10 = FloatVector.broadcast(SPECIES, z[i + 10 * DISTANCE]);
      c10a = ta.fma(z10, c10a);
      c10b = tb.fma(z10, c10b);
      FloatVector z11 = FloatVector.broadcast(SPECIES, z[i + 11 * DISTANCE]);
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

  /** Twelve rows of half as many columns. */
  static void accumulate12Half(
      float[] z, int zo, float[] t, int to, int pixels, float[] c, int co, int ldc) {
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
      int i = zo + p;
      int j = to + p * COLUMNS;
      FloatVector ta = FloatVector.fromArray(SPECIES, t, j);
      FloatVector z0 = FloatVector.broadcast(SPECIES, z[i + 0 * DISTANCE]);
      c0 = ta.fma(z0, c0);
      FloatVector z1 = FloatVector.broadcast(SPECIES, z[i + 1 * DISTANCE]);
      c1 = ta.fma(z1, c1);
      FloatVector z2 = FloatVector.broadcast(SPECIES, z[i + 2 * DISTANCE]);
      c2 = ta.fma(z2, c2);
      FloatVector z3 = FloatVector.broadcast(SPECIES, z[i + 3 * DISTANCE]);
      c3 = ta.fma(z3, c3);
      FloatVector z4 = FloatVector.broadcast(SPECIES, z[i + 4 * DISTANCE]);
      c4 = ta.fma(z4, c4);
      FloatVector z5 = FloatVector.broadcast(SPECIES, z[i + 5 * DISTANCE]);
      c5 = ta.fma(z5, c5);
      FloatVector z6 = FloatVector.broadcast(SPECIES, z[i + 6 * DISTANCE]);
      c6 = ta.fma(z6, c6);
      FloatVector z7 = FloatVector.broadcast(SPECIES, z[i + 7 * DISTANCE]);
      c7 = ta.fma(z7, c7);
      FloatVector z8 = FloatVector.broadcast(SPECIES, z[i + 8 * DISTANCE]);
      c8 = ta.fma(z8, c8);
      FloatVector z9 = FloatVector.broadcast(SPECIES, z[i + 9 * DISTANCE]);
      c9 = ta.fma(z9, c9);
      FloatVector z10 = FloatVector.broadcast(SPECIES, z[i + 10 * DISTANCE]);
      c10 = ta.fma(z10, c10);
      FloatVector z11 = FloatVector.broadcast(SPECIES, z[i + 11 * DISTANCE]);
      c11 = ta.fma(z11, c11);
    }
    FloatVector.fromArray(SPECIES, c, co + 0 * ldc).add(c0).intoArray(c, co + 0 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 1 * ldc).add(c1).intoArray(c, co + 1 * ldc);
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

  /** Six rows of {@link Gemm#accumulatePiece}. */
  static void accumulate6(
      float[] z, int zo, float[] t, int to, int pixels, float[] c, int co, int ldc) {
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
      int i = zo + p;
      int j = to + p * COLUMNS;
      FloatVector ta = FloatVector.fromArray(SPECIES, t, j);
      FloatVector tb = FloatVector.fromArray(SPECIES, t, j + LENGTH);
      FloatVector z0 = FloatVector.broadcast(SPECIES, z[i + 0 * DISTANCE]);
      c0a = ta.fma(z0, c0a);
      c0b = tb.fma(z0, c0b);
      FloatVector z1 = FloatVector.broadcast(SPECIES, z[i + 1 * DISTANCE]);
      c1a = ta.fma(z1, c1a);
      c1b = tb.fma(z1, c1b);
      FloatVector z2 = FloatVector.broadcast(SPECIES, z[i + 2 * DISTANCE]);
      c2a = ta.fma(z2, c2a);
      c2b = tb.fma(z2, c2b);
      FloatVector z3 = FloatVector.broadcast(SPECIES, z[i + 3 * DISTANCE]);
      c3a = ta.fma(z3, c3a);
      c3b = tb.fma(z3, c3b);
      FloatVector z4 = FloatVector.broadcast(SPECIES, z[i + 4 * DISTANCE]);
      c4a = ta.fma(z4, c4a);
      c4b = tb.fma(z4, c4b);
      FloatVector z5 = FloatVector.broadcast(SPECIES, z[i + 5 * DISTANCE]);
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

  /** Six rows of half as many columns. */
  static void accumulate6Half(
      float[] z, int zo, float[] t, int to, int pixels, float[] c, int co, int ldc) {
    FloatVector c0 = FloatVector.zero(SPECIES);
    FloatVector c1 = FloatVector.zero(SPECIES);
    FloatVector c2 = FloatVector.zero(SPECIES);
    FloatVector c3 = FloatVector.zero(SPECIES);
    FloatVector c4 = FloatVector.zero(SPECIES);
    FloatVector c5 = FloatVector.zero(SPECIES);
    for (int p = 0; p < pixels; p++) {
      int i = zo + p;
      int j = to + p * COLUMNS;
      FloatVector ta = FloatVector.fromArray(SPECIES, t, j);
      FloatVector z0 = FloatVector.broadcast(SPECIES, z[i + 0 * DISTANCE]);
      c0 = ta.fma(z0, c0);
      FloatVector z1 = FloatVector.broadcast(SPECIES, z[i + 1 * DISTANCE]);
      c1 = ta.fma(z1, c1);
      FloatVector z2 = FloatVector.broadcast(SPECIES, z[i + 2 * DISTANCE]);
      c2 = ta.fma(z2, c2);
      FloatVector z3 = FloatVector.broadcast(SPECIES, z[i + 3 * DISTANCE]);
      c3 = ta.fma(z3, c3);
      FloatVector z4 = FloatVector.broadcast(SPECIES, z[i + 4 * DISTANCE]);
      c4 = ta.fma(z4, c4);
      FloatVector z5 = FloatVector.broadcast(SPECIES, z[i + 5 * DISTANCE]);
      c5 = ta.fma(z5, c5);
    }
    FloatVector.fromArray(SPECIES, c, co + 0 * ldc).add(c0).intoArray(c, co + 0 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 1 * ldc).add(c1).intoArray(c, co + 1 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 2 * ldc).add(c2).intoArray(c, co + 2 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 3 * ldc).add(c3).intoArray(c, co + 3 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 4 * ldc).add(c4).intoArray(c, co + 4 * ldc);
    FloatVector.fromArray(SPECIES, c, co + 5 * ldc).add(c5).intoArray(c, co + 5 * ldc);
  }
}
