package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** A row of pixels of a block of channels, each of which has a kernel of its own. */
final class DepthwiseRows {
  /** Pixels that are computed at once; the usual widths are multiples. */
  static final int STEP = 7;

  private DepthwiseRows() {}

  /**
   * {@code out[at + 16*p] = min(max(bias[bo] + sum over t of x[xo + p*distance + offsets[t]] * w[wo
   * + 16*t], floor), ceiling)} for the 16 channels of a block; up to {@code STEP - 1} pixels more
   * are read and written.
   *
   * @param floor NaN for none, as ceiling
   */
  static void run(
      float[] x,
      int xo,
      int distance,
      int[] offsets,
      float[] w,
      int wo,
      int pixels,
      float[] bias,
      int bo,
      float floor,
      float ceiling,
      float[] out,
      int at) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      for (int p = 0; p < pixels; p += STEP) {
        step(
            x,
            xo + lane + p * distance,
            distance,
            offsets,
            w,
            wo + lane,
            bias,
            bo + lane,
            floor,
            ceiling,
            out,
            at + lane + p * SIZE);
      }
    }
  }

  private static void step(
      float[] x,
      int xo,
      int distance,
      int[] offsets,
      float[] w,
      int wo,
      float[] bias,
      int bo,
      float floor,
      float ceiling,
      float[] out,
      int at) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, bo);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    FloatVector sum6 = sum0;
    for (int t = 0; t < offsets.length; t++) {
      FloatVector tap = FloatVector.fromArray(SPECIES, w, wo + t * SIZE);
      int from = xo + offsets[t];
      sum0 = FloatVector.fromArray(SPECIES, x, from).fma(tap, sum0);
      sum1 = FloatVector.fromArray(SPECIES, x, from + distance).fma(tap, sum1);
      sum2 = FloatVector.fromArray(SPECIES, x, from + 2 * distance).fma(tap, sum2);
      sum3 = FloatVector.fromArray(SPECIES, x, from + 3 * distance).fma(tap, sum3);
      sum4 = FloatVector.fromArray(SPECIES, x, from + 4 * distance).fma(tap, sum4);
      sum5 = FloatVector.fromArray(SPECIES, x, from + 5 * distance).fma(tap, sum5);
      sum6 = FloatVector.fromArray(SPECIES, x, from + 6 * distance).fma(tap, sum6);
    }
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    bounded(sum0, floors, ceilings).intoArray(out, at);
    bounded(sum1, floors, ceilings).intoArray(out, at + SIZE);
    bounded(sum2, floors, ceilings).intoArray(out, at + 2 * SIZE);
    bounded(sum3, floors, ceilings).intoArray(out, at + 3 * SIZE);
    bounded(sum4, floors, ceilings).intoArray(out, at + 4 * SIZE);
    bounded(sum5, floors, ceilings).intoArray(out, at + 5 * SIZE);
    bounded(sum6, floors, ceilings).intoArray(out, at + 6 * SIZE);
  }

  /** NaN stays. */
  private static FloatVector bounded(FloatVector x, FloatVector floors, FloatVector ceilings) {
    FloatVector up = x.blend(floors, x.compare(VectorOperators.LT, floors));
    return up.blend(ceilings, up.compare(VectorOperators.GT, ceilings));
  }
}
