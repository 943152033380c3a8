package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import jdk.incubator.vector.FloatVector;

/** The products of a depthwise convolution's gradients, of 16 channels in lanes. */
final class DepthwiseTaps {
  /** Pixels of a data gradient that are computed at once. */
  static final int STEP = 8;

  /** Products that are summed one after the other: many equal ones are all rounded the same way. */
  private static final int PIECE = 128;

  private DepthwiseTaps() {}

  /**
   * {@code d[at + 16*p] = sum over t of g[go + 16*p + offsets[t]] * w[wo + 16*t]}; up to {@code
   * STEP - 1} pixels more are read and written.
   */
  static void correlate(
      float[] g, int go, int[] offsets, float[] w, int wo, int pixels, float[] d, int at) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      for (int p = 0; p < pixels; p += STEP) {
        int i = p * SIZE + lane;
        step(g, go + i, offsets, w, wo + lane, d, at + i);
      }
    }
  }

  private static void step(float[] g, int go, int[] offsets, float[] w, int wo, float[] d, int at) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    FloatVector sum4 = FloatVector.zero(SPECIES);
    FloatVector sum5 = FloatVector.zero(SPECIES);
    FloatVector sum6 = FloatVector.zero(SPECIES);
    FloatVector sum7 = FloatVector.zero(SPECIES);
    for (int t = 0; t < offsets.length; t++) {
      FloatVector tap = FloatVector.fromArray(SPECIES, w, wo + t * SIZE);
      int from = go + offsets[t];
      sum0 = FloatVector.fromArray(SPECIES, g, from).fma(tap, sum0);
      sum1 = FloatVector.fromArray(SPECIES, g, from + SIZE).fma(tap, sum1);
      sum2 = FloatVector.fromArray(SPECIES, g, from + 2 * SIZE).fma(tap, sum2);
      sum3 = FloatVector.fromArray(SPECIES, g, from + 3 * SIZE).fma(tap, sum3);
      sum4 = FloatVector.fromArray(SPECIES, g, from + 4 * SIZE).fma(tap, sum4);
      sum5 = FloatVector.fromArray(SPECIES, g, from + 5 * SIZE).fma(tap, sum5);
      sum6 = FloatVector.fromArray(SPECIES, g, from + 6 * SIZE).fma(tap, sum6);
      sum7 = FloatVector.fromArray(SPECIES, g, from + 7 * SIZE).fma(tap, sum7);
    }
    sum0.intoArray(d, at);
    sum1.intoArray(d, at + SIZE);
    sum2.intoArray(d, at + 2 * SIZE);
    sum3.intoArray(d, at + 3 * SIZE);
    sum4.intoArray(d, at + 4 * SIZE);
    sum5.intoArray(d, at + 5 * SIZE);
    sum6.intoArray(d, at + 6 * SIZE);
    sum7.intoArray(d, at + 7 * SIZE);
  }

  /** {@code sums[so + 16*t] += sum over p of g[go + 16*p + offsets[t]] * z[zo + 16*p]}. */
  static void sum(
      float[] g, int go, int[] offsets, float[] z, int zo, int pixels, float[] sums, int so) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      for (int p = 0; p < pixels; p += PIECE) {
        int i = p * SIZE + lane;
        piece(g, go + i, offsets, z, zo + i, Math.min(PIECE, pixels - p), sums, so + lane);
      }
    }
  }

  private static void piece(
      float[] g, int go, int[] offsets, float[] z, int zo, int pixels, float[] sums, int so) {
    int t = 0;
    for (; t + 9 <= offsets.length; t += 9) {
      nine(g, go, offsets, t, z, zo, pixels, sums, so + t * SIZE);
    }
    for (; t + 4 <= offsets.length; t += 4) {
      four(g, go, offsets, t, z, zo, pixels, sums, so + t * SIZE);
    }
    for (; t + 2 <= offsets.length; t += 2) {
      two(g, go + offsets[t], go + offsets[t + 1], z, zo, pixels, sums, so + t * SIZE);
    }
    if (t < offsets.length) {
      one(g, go + offsets[t], z, zo, pixels, sums, so + t * SIZE);
    }
  }

  private static void nine(
      float[] g, int go, int[] offsets, int t, float[] z, int zo, int pixels, float[] to, int at) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    FloatVector sum4 = FloatVector.zero(SPECIES);
    FloatVector sum5 = FloatVector.zero(SPECIES);
    FloatVector sum6 = FloatVector.zero(SPECIES);
    FloatVector sum7 = FloatVector.zero(SPECIES);
    FloatVector sum8 = FloatVector.zero(SPECIES);
    int g0 = go + offsets[t];
    int g1 = go + offsets[t + 1];
    int g2 = go + offsets[t + 2];
    int g3 = go + offsets[t + 3];
    int g4 = go + offsets[t + 4];
    int g5 = go + offsets[t + 5];
    int g6 = go + offsets[t + 6];
    int g7 = go + offsets[t + 7];
    int g8 = go + offsets[t + 8];
    for (int i = 0; i < pixels * SIZE; i += SIZE) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, zo + i);
      sum0 = FloatVector.fromArray(SPECIES, g, g0 + i).fma(x, sum0);
      sum1 = FloatVector.fromArray(SPECIES, g, g1 + i).fma(x, sum1);
      sum2 = FloatVector.fromArray(SPECIES, g, g2 + i).fma(x, sum2);
      sum3 = FloatVector.fromArray(SPECIES, g, g3 + i).fma(x, sum3);
      sum4 = FloatVector.fromArray(SPECIES, g, g4 + i).fma(x, sum4);
      sum5 = FloatVector.fromArray(SPECIES, g, g5 + i).fma(x, sum5);
      sum6 = FloatVector.fromArray(SPECIES, g, g6 + i).fma(x, sum6);
      sum7 = FloatVector.fromArray(SPECIES, g, g7 + i).fma(x, sum7);
      sum8 = FloatVector.fromArray(SPECIES, g, g8 + i).fma(x, sum8);
    }
    FloatVector.fromArray(SPECIES, to, at).add(sum0).intoArray(to, at);
    FloatVector.fromArray(SPECIES, to, at + SIZE).add(sum1).intoArray(to, at + SIZE);
    FloatVector.fromArray(SPECIES, to, at + 2 * SIZE).add(sum2).intoArray(to, at + 2 * SIZE);
    FloatVector.fromArray(SPECIES, to, at + 3 * SIZE).add(sum3).intoArray(to, at + 3 * SIZE);
    FloatVector.fromArray(SPECIES, to, at + 4 * SIZE).add(sum4).intoArray(to, at + 4 * SIZE);
    FloatVector.fromArray(SPECIES, to, at + 5 * SIZE).add(sum5).intoArray(to, at + 5 * SIZE);
    FloatVector.fromArray(SPECIES, to, at + 6 * SIZE).add(sum6).intoArray(to, at + 6 * SIZE);
    FloatVector.fromArray(SPECIES, to, at + 7 * SIZE).add(sum7).intoArray(to, at + 7 * SIZE);
    FloatVector.fromArray(SPECIES, to, at + 8 * SIZE).add(sum8).intoArray(to, at + 8 * SIZE);
  }

  private static void four(
      float[] g, int go, int[] offsets, int t, float[] z, int zo, int pixels, float[] to, int at) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    int g0 = go + offsets[t];
    int g1 = go + offsets[t + 1];
    int g2 = go + offsets[t + 2];
    int g3 = go + offsets[t + 3];
    for (int i = 0; i < pixels * SIZE; i += SIZE) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, zo + i);
      sum0 = FloatVector.fromArray(SPECIES, g, g0 + i).fma(x, sum0);
      sum1 = FloatVector.fromArray(SPECIES, g, g1 + i).fma(x, sum1);
      sum2 = FloatVector.fromArray(SPECIES, g, g2 + i).fma(x, sum2);
      sum3 = FloatVector.fromArray(SPECIES, g, g3 + i).fma(x, sum3);
    }
    FloatVector.fromArray(SPECIES, to, at).add(sum0).intoArray(to, at);
    FloatVector.fromArray(SPECIES, to, at + SIZE).add(sum1).intoArray(to, at + SIZE);
    FloatVector.fromArray(SPECIES, to, at + 2 * SIZE).add(sum2).intoArray(to, at + 2 * SIZE);
    FloatVector.fromArray(SPECIES, to, at + 3 * SIZE).add(sum3).intoArray(to, at + 3 * SIZE);
  }

  /** Two pixels at a time: a sum has to wait for the one before. */
  private static void two(
      float[] g, int g0, int g1, float[] z, int zo, int pixels, float[] to, int at) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector next0 = FloatVector.zero(SPECIES);
    FloatVector next1 = FloatVector.zero(SPECIES);
    int end = pixels * SIZE;
    int i = 0;
    for (; i < end - SIZE; i += 2 * SIZE) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, zo + i);
      FloatVector y = FloatVector.fromArray(SPECIES, z, zo + i + SIZE);
      sum0 = FloatVector.fromArray(SPECIES, g, g0 + i).fma(x, sum0);
      sum1 = FloatVector.fromArray(SPECIES, g, g1 + i).fma(x, sum1);
      next0 = FloatVector.fromArray(SPECIES, g, g0 + i + SIZE).fma(y, next0);
      next1 = FloatVector.fromArray(SPECIES, g, g1 + i + SIZE).fma(y, next1);
    }
    if (i < end) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, zo + i);
      sum0 = FloatVector.fromArray(SPECIES, g, g0 + i).fma(x, sum0);
      sum1 = FloatVector.fromArray(SPECIES, g, g1 + i).fma(x, sum1);
    }
    FloatVector.fromArray(SPECIES, to, at).add(sum0.add(next0)).intoArray(to, at);
    FloatVector.fromArray(SPECIES, to, at + SIZE).add(sum1.add(next1)).intoArray(to, at + SIZE);
  }

  private static void one(float[] g, int go, float[] z, int zo, int pixels, float[] to, int at) {
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector next = FloatVector.zero(SPECIES);
    int end = pixels * SIZE;
    int i = 0;
    for (; i < end - SIZE; i += 2 * SIZE) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, zo + i);
      FloatVector y = FloatVector.fromArray(SPECIES, z, zo + i + SIZE);
      sum = FloatVector.fromArray(SPECIES, g, go + i).fma(x, sum);
      next = FloatVector.fromArray(SPECIES, g, go + i + SIZE).fma(y, next);
    }
    if (i < end) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, zo + i);
      sum = FloatVector.fromArray(SPECIES, g, go + i).fma(x, sum);
    }
    FloatVector.fromArray(SPECIES, to, at).add(sum.add(next)).intoArray(to, at);
  }
}
