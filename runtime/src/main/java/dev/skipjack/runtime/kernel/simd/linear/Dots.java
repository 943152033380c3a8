package dev.skipjack.runtime.kernel.simd.linear;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import jdk.incubator.vector.FloatVector;

/** Dot products of a few rows of weights and a few images, in registers. */
final class Dots {
  static final int ROWS = 4;
  static final int IMAGES = 2;

  private Dots() {}

  /**
   * {@code sums[so + i*lds + r] += dot(w[r*depth..], x[xo + i*depth..])} over {@code depth}, a
   * multiple of the vector's length, for r < ROWS and i < IMAGES.
   */
  static void add(float[] w, float[] x, int xo, int depth, float[] sums, int so, int lds) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    for (int d = 0; d < depth; d += LENGTH) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xo + d);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xo + depth + d);
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, d);
      s00 = x0.fma(w0, s00);
      s10 = x1.fma(w0, s10);
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, depth + d);
      s01 = x0.fma(w1, s01);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, 2 * depth + d);
      s02 = x0.fma(w2, s02);
      s12 = x1.fma(w2, s12);
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, 3 * depth + d);
      s03 = x0.fma(w3, s03);
      s13 = x1.fma(w3, s13);
    }
    float[] lanes = Scratch.mine().floats(Scratch.LANES, ROWS * IMAGES * LENGTH);
    s00.intoArray(lanes, 0 * LENGTH);
    s01.intoArray(lanes, 1 * LENGTH);
    s02.intoArray(lanes, 2 * LENGTH);
    s03.intoArray(lanes, 3 * LENGTH);
    s10.intoArray(lanes, 4 * LENGTH);
    s11.intoArray(lanes, 5 * LENGTH);
    s12.intoArray(lanes, 6 * LENGTH);
    s13.intoArray(lanes, 7 * LENGTH);
    for (int r = 0; r < ROWS; r++) {
      sums[so + r] += Lanes.sum(lanes, r * LENGTH);
      sums[so + lds + r] += Lanes.sum(lanes, (ROWS + r) * LENGTH);
    }
  }
}
