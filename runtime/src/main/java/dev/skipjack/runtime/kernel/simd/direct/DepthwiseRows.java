package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.FENCED;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import java.lang.invoke.VarHandle;
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
   * @param width of the kernel: offsets of so many taps follow each other, 16 apart
   * @param floor NaN for none, as ceiling
   */
  static void run(
      float[] x,
      int xo,
      int distance,
      int[] offsets,
      int width,
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
      int b = bo + lane;
      int v = wo + lane;
      for (int p = 0; p < pixels; p += STEP) {
        int from = xo + lane + p * distance;
        int to = at + lane + p * SIZE;
        if (width == 3 && distance == SIZE) {
          three(x, from, offsets, w, v, bias, b, out, to);
        } else if (width == 3 && distance == 2 * SIZE) {
          threeOfTwo(x, from, offsets, w, v, bias, b, out, to);
        } else if (width == 5 && distance == SIZE) {
          five(x, from, offsets, w, v, bias, b, out, to);
        } else if (width == 5 && distance == 2 * SIZE) {
          fiveOfTwo(x, from, offsets, w, v, bias, b, out, to);
        } else {
          step(x, from, distance, offsets, w, v, bias, b, out, to);
        }
      }
    }
    if (floor == floor || ceiling == ceiling) {
      bound(out, at, pixels * SIZE, floor, ceiling);
    }
  }

  /** So that each fits what HotSpot inlines, products are bounded in a loop of its own. */
  private static void bound(float[] out, int at, int count, float floor, float ceiling) {
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    for (int i = at; i < at + count; i += LENGTH) {
      bounded(FloatVector.fromArray(SPECIES, out, i), floors, ceilings).intoArray(out, i);
    }
  }

  /** Of kernels three wide: each pixel is read once for all taps of a row. */
  private static void three(
      float[] x,
      int xo,
      int[] offsets,
      float[] w,
      int wo,
      float[] bias,
      int bo,
      float[] out,
      int at) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, bo);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    FloatVector sum6 = sum0;
    for (int t = 0; t < offsets.length; t += 3) {
      int from = xo + offsets[t];
      int row = wo + t * SIZE;
      FloatVector tap0 = FloatVector.fromArray(SPECIES, w, row);
      FloatVector tap1 = FloatVector.fromArray(SPECIES, w, row + SIZE);
      FloatVector tap2 = FloatVector.fromArray(SPECIES, w, row + 2 * SIZE);
      FloatVector pixel = FloatVector.fromArray(SPECIES, x, from);
      sum0 = pixel.fma(tap0, sum0);
      pixel = FloatVector.fromArray(SPECIES, x, from + SIZE);
      sum0 = pixel.fma(tap1, sum0);
      sum1 = pixel.fma(tap0, sum1);
      pixel = FloatVector.fromArray(SPECIES, x, from + 2 * SIZE);
      sum0 = pixel.fma(tap2, sum0);
      sum1 = pixel.fma(tap1, sum1);
      sum2 = pixel.fma(tap0, sum2);
      pixel = FloatVector.fromArray(SPECIES, x, from + 3 * SIZE);
      sum1 = pixel.fma(tap2, sum1);
      sum2 = pixel.fma(tap1, sum2);
      sum3 = pixel.fma(tap0, sum3);
      pixel = FloatVector.fromArray(SPECIES, x, from + 4 * SIZE);
      sum2 = pixel.fma(tap2, sum2);
      sum3 = pixel.fma(tap1, sum3);
      sum4 = pixel.fma(tap0, sum4);
      pixel = FloatVector.fromArray(SPECIES, x, from + 5 * SIZE);
      sum3 = pixel.fma(tap2, sum3);
      sum4 = pixel.fma(tap1, sum4);
      sum5 = pixel.fma(tap0, sum5);
      pixel = FloatVector.fromArray(SPECIES, x, from + 6 * SIZE);
      sum4 = pixel.fma(tap2, sum4);
      sum5 = pixel.fma(tap1, sum5);
      sum6 = pixel.fma(tap0, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 7 * SIZE);
      sum5 = pixel.fma(tap2, sum5);
      sum6 = pixel.fma(tap1, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 8 * SIZE);
      sum6 = pixel.fma(tap2, sum6);
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + SIZE);
    sum2.intoArray(out, at + 2 * SIZE);
    sum3.intoArray(out, at + 3 * SIZE);
    sum4.intoArray(out, at + 4 * SIZE);
    sum5.intoArray(out, at + 5 * SIZE);
    sum6.intoArray(out, at + 6 * SIZE);
  }

  /** The same with a stride of two. */
  private static void threeOfTwo(
      float[] x,
      int xo,
      int[] offsets,
      float[] w,
      int wo,
      float[] bias,
      int bo,
      float[] out,
      int at) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, bo);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    FloatVector sum6 = sum0;
    for (int t = 0; t < offsets.length; t += 3) {
      int from = xo + offsets[t];
      int row = wo + t * SIZE;
      FloatVector tap0 = FloatVector.fromArray(SPECIES, w, row);
      FloatVector tap1 = FloatVector.fromArray(SPECIES, w, row + SIZE);
      FloatVector tap2 = FloatVector.fromArray(SPECIES, w, row + 2 * SIZE);
      FloatVector pixel = FloatVector.fromArray(SPECIES, x, from);
      sum0 = pixel.fma(tap0, sum0);
      pixel = FloatVector.fromArray(SPECIES, x, from + SIZE);
      sum0 = pixel.fma(tap1, sum0);
      pixel = FloatVector.fromArray(SPECIES, x, from + 2 * SIZE);
      sum0 = pixel.fma(tap2, sum0);
      sum1 = pixel.fma(tap0, sum1);
      pixel = FloatVector.fromArray(SPECIES, x, from + 3 * SIZE);
      sum1 = pixel.fma(tap1, sum1);
      pixel = FloatVector.fromArray(SPECIES, x, from + 4 * SIZE);
      sum1 = pixel.fma(tap2, sum1);
      sum2 = pixel.fma(tap0, sum2);
      pixel = FloatVector.fromArray(SPECIES, x, from + 5 * SIZE);
      sum2 = pixel.fma(tap1, sum2);
      pixel = FloatVector.fromArray(SPECIES, x, from + 6 * SIZE);
      sum2 = pixel.fma(tap2, sum2);
      sum3 = pixel.fma(tap0, sum3);
      pixel = FloatVector.fromArray(SPECIES, x, from + 7 * SIZE);
      sum3 = pixel.fma(tap1, sum3);
      pixel = FloatVector.fromArray(SPECIES, x, from + 8 * SIZE);
      sum3 = pixel.fma(tap2, sum3);
      sum4 = pixel.fma(tap0, sum4);
      pixel = FloatVector.fromArray(SPECIES, x, from + 9 * SIZE);
      sum4 = pixel.fma(tap1, sum4);
      pixel = FloatVector.fromArray(SPECIES, x, from + 10 * SIZE);
      sum4 = pixel.fma(tap2, sum4);
      sum5 = pixel.fma(tap0, sum5);
      pixel = FloatVector.fromArray(SPECIES, x, from + 11 * SIZE);
      sum5 = pixel.fma(tap1, sum5);
      pixel = FloatVector.fromArray(SPECIES, x, from + 12 * SIZE);
      sum5 = pixel.fma(tap2, sum5);
      sum6 = pixel.fma(tap0, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 13 * SIZE);
      sum6 = pixel.fma(tap1, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 14 * SIZE);
      sum6 = pixel.fma(tap2, sum6);
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + SIZE);
    sum2.intoArray(out, at + 2 * SIZE);
    sum3.intoArray(out, at + 3 * SIZE);
    sum4.intoArray(out, at + 4 * SIZE);
    sum5.intoArray(out, at + 5 * SIZE);
    sum6.intoArray(out, at + 6 * SIZE);
  }

  /** Of kernels five wide. */
  private static void five(
      float[] x,
      int xo,
      int[] offsets,
      float[] w,
      int wo,
      float[] bias,
      int bo,
      float[] out,
      int at) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, bo);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    FloatVector sum6 = sum0;
    for (int t = 0; t < offsets.length; t += 5) {
      int from = xo + offsets[t];
      int row = wo + t * SIZE;
      FloatVector tap0 = FloatVector.fromArray(SPECIES, w, row);
      FloatVector tap1 = FloatVector.fromArray(SPECIES, w, row + SIZE);
      FloatVector tap2 = FloatVector.fromArray(SPECIES, w, row + 2 * SIZE);
      FloatVector tap3 = FloatVector.fromArray(SPECIES, w, row + 3 * SIZE);
      FloatVector tap4 = FloatVector.fromArray(SPECIES, w, row + 4 * SIZE);
      FloatVector pixel = FloatVector.fromArray(SPECIES, x, from);
      sum0 = pixel.fma(tap0, sum0);
      pixel = FloatVector.fromArray(SPECIES, x, from + SIZE);
      sum0 = pixel.fma(tap1, sum0);
      sum1 = pixel.fma(tap0, sum1);
      pixel = FloatVector.fromArray(SPECIES, x, from + 2 * SIZE);
      sum0 = pixel.fma(tap2, sum0);
      sum1 = pixel.fma(tap1, sum1);
      sum2 = pixel.fma(tap0, sum2);
      pixel = FloatVector.fromArray(SPECIES, x, from + 3 * SIZE);
      sum0 = pixel.fma(tap3, sum0);
      sum1 = pixel.fma(tap2, sum1);
      sum2 = pixel.fma(tap1, sum2);
      sum3 = pixel.fma(tap0, sum3);
      pixel = FloatVector.fromArray(SPECIES, x, from + 4 * SIZE);
      sum0 = pixel.fma(tap4, sum0);
      sum1 = pixel.fma(tap3, sum1);
      sum2 = pixel.fma(tap2, sum2);
      sum3 = pixel.fma(tap1, sum3);
      sum4 = pixel.fma(tap0, sum4);
      pixel = FloatVector.fromArray(SPECIES, x, from + 5 * SIZE);
      sum1 = pixel.fma(tap4, sum1);
      sum2 = pixel.fma(tap3, sum2);
      sum3 = pixel.fma(tap2, sum3);
      sum4 = pixel.fma(tap1, sum4);
      sum5 = pixel.fma(tap0, sum5);
      pixel = FloatVector.fromArray(SPECIES, x, from + 6 * SIZE);
      sum2 = pixel.fma(tap4, sum2);
      sum3 = pixel.fma(tap3, sum3);
      sum4 = pixel.fma(tap2, sum4);
      sum5 = pixel.fma(tap1, sum5);
      sum6 = pixel.fma(tap0, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 7 * SIZE);
      sum3 = pixel.fma(tap4, sum3);
      sum4 = pixel.fma(tap3, sum4);
      sum5 = pixel.fma(tap2, sum5);
      sum6 = pixel.fma(tap1, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 8 * SIZE);
      sum4 = pixel.fma(tap4, sum4);
      sum5 = pixel.fma(tap3, sum5);
      sum6 = pixel.fma(tap2, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 9 * SIZE);
      sum5 = pixel.fma(tap4, sum5);
      sum6 = pixel.fma(tap3, sum6);
      pixel = FloatVector.fromArray(SPECIES, x, from + 10 * SIZE);
      sum6 = pixel.fma(tap4, sum6);
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + SIZE);
    sum2.intoArray(out, at + 2 * SIZE);
    sum3.intoArray(out, at + 3 * SIZE);
    sum4.intoArray(out, at + 4 * SIZE);
    sum5.intoArray(out, at + 5 * SIZE);
    sum6.intoArray(out, at + 6 * SIZE);
  }

  /** The same with a stride of two: 13 registers, if pixels are read one by one. */
  private static void fiveOfTwo(
      float[] x,
      int xo,
      int[] offsets,
      float[] w,
      int wo,
      float[] bias,
      int bo,
      float[] out,
      int at) {
    FloatVector sum0 = FloatVector.fromArray(SPECIES, bias, bo);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    FloatVector sum6 = sum0;
    for (int t = 0; t < offsets.length; t += 5) {
      int from = xo + offsets[t];
      int row = wo + t * SIZE;
      FloatVector tap0 = FloatVector.fromArray(SPECIES, w, row);
      FloatVector tap1 = FloatVector.fromArray(SPECIES, w, row + SIZE);
      FloatVector tap2 = FloatVector.fromArray(SPECIES, w, row + 2 * SIZE);
      FloatVector tap3 = FloatVector.fromArray(SPECIES, w, row + 3 * SIZE);
      FloatVector tap4 = FloatVector.fromArray(SPECIES, w, row + 4 * SIZE);
      FloatVector pixel = FloatVector.fromArray(SPECIES, x, from);
      sum0 = pixel.fma(tap0, sum0);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + SIZE);
      sum0 = pixel.fma(tap1, sum0);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 2 * SIZE);
      sum0 = pixel.fma(tap2, sum0);
      sum1 = pixel.fma(tap0, sum1);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 3 * SIZE);
      sum0 = pixel.fma(tap3, sum0);
      sum1 = pixel.fma(tap1, sum1);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 4 * SIZE);
      sum0 = pixel.fma(tap4, sum0);
      sum1 = pixel.fma(tap2, sum1);
      sum2 = pixel.fma(tap0, sum2);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 5 * SIZE);
      sum1 = pixel.fma(tap3, sum1);
      sum2 = pixel.fma(tap1, sum2);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 6 * SIZE);
      sum1 = pixel.fma(tap4, sum1);
      sum2 = pixel.fma(tap2, sum2);
      sum3 = pixel.fma(tap0, sum3);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 7 * SIZE);
      sum2 = pixel.fma(tap3, sum2);
      sum3 = pixel.fma(tap1, sum3);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 8 * SIZE);
      sum2 = pixel.fma(tap4, sum2);
      sum3 = pixel.fma(tap2, sum3);
      sum4 = pixel.fma(tap0, sum4);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 9 * SIZE);
      sum3 = pixel.fma(tap3, sum3);
      sum4 = pixel.fma(tap1, sum4);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 10 * SIZE);
      sum3 = pixel.fma(tap4, sum3);
      sum4 = pixel.fma(tap2, sum4);
      sum5 = pixel.fma(tap0, sum5);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 11 * SIZE);
      sum4 = pixel.fma(tap3, sum4);
      sum5 = pixel.fma(tap1, sum5);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 12 * SIZE);
      sum4 = pixel.fma(tap4, sum4);
      sum5 = pixel.fma(tap2, sum5);
      sum6 = pixel.fma(tap0, sum6);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 13 * SIZE);
      sum5 = pixel.fma(tap3, sum5);
      sum6 = pixel.fma(tap1, sum6);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 14 * SIZE);
      sum5 = pixel.fma(tap4, sum5);
      sum6 = pixel.fma(tap2, sum6);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 15 * SIZE);
      sum6 = pixel.fma(tap3, sum6);
      fence();
      pixel = FloatVector.fromArray(SPECIES, x, from + 16 * SIZE);
      sum6 = pixel.fma(tap4, sum6);
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + SIZE);
    sum2.intoArray(out, at + 2 * SIZE);
    sum3.intoArray(out, at + 3 * SIZE);
    sum4.intoArray(out, at + 4 * SIZE);
    sum5.intoArray(out, at + 5 * SIZE);
    sum6.intoArray(out, at + 6 * SIZE);
  }

  /** No instruction: what is read behind it is not read before it, when registers are few. */
  private static void fence() {
    if (FENCED) {
      VarHandle.acquireFence();
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
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + SIZE);
    sum2.intoArray(out, at + 2 * SIZE);
    sum3.intoArray(out, at + 3 * SIZE);
    sum4.intoArray(out, at + 4 * SIZE);
    sum5.intoArray(out, at + 5 * SIZE);
    sum6.intoArray(out, at + 6 * SIZE);
  }

  /** NaN stays. */
  private static FloatVector bounded(FloatVector x, FloatVector floors, FloatVector ceilings) {
    FloatVector up = x.blend(floors, x.compare(VectorOperators.LT, floors));
    return up.blend(ceilings, up.compare(VectorOperators.GT, ceilings));
  }
}
