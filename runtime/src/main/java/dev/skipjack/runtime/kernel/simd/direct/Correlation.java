package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** A plane correlated with one kernel, whose taps are offsets into it. */
final class Correlation {
  /** Pixels that are computed at once. */
  static final int STEP = 4 * LENGTH;

  private Correlation() {}

  /**
   * {@code to[at + p] = sum over t of w[wo + t] * x[xo + p + offsets[t]]} for {@code p < count},
   * rounded up to a multiple of {@link #STEP}.
   */
  static void run(
      float[] x, int xo, float[] w, int wo, int[] offsets, int count, float[] to, int at) {
    for (int p = 0; p < count; p += STEP) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      FloatVector sum2 = FloatVector.zero(SPECIES);
      FloatVector sum3 = FloatVector.zero(SPECIES);
      for (int t = 0; t < offsets.length; t++) {
        FloatVector tap = FloatVector.broadcast(SPECIES, w[wo + t]);
        int from = xo + p + offsets[t];
        sum0 = FloatVector.fromArray(SPECIES, x, from).fma(tap, sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, from + LENGTH).fma(tap, sum1);
        sum2 = FloatVector.fromArray(SPECIES, x, from + 2 * LENGTH).fma(tap, sum2);
        sum3 = FloatVector.fromArray(SPECIES, x, from + 3 * LENGTH).fma(tap, sum3);
      }
      sum0.intoArray(to, at + p);
      sum1.intoArray(to, at + p + LENGTH);
      sum2.intoArray(to, at + p + 2 * LENGTH);
      sum3.intoArray(to, at + p + 3 * LENGTH);
    }
  }
}
