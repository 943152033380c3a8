package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax down the columns of a matrix, a vector of them at a time: no lane meets another. The
 * exponential is that of {@code Exponentials}, written out: HotSpot inlines no method of so many
 * bytecodes ({@code FreqInlineSize}). One that is inlined into a large caller, as attention is, is
 * where it stops inlining, and vectors become objects.
 */
public final class ColumnSoftmax {
  private ColumnSoftmax() {}

  /**
   * Of a vector of columns, in place.
   *
   * @param rows values of each, a row every {@code stride} floats
   */
  public static void run(float[] x, int at, int rows, int stride) {
    FloatVector round = FloatVector.broadcast(SPECIES, 0x1.8p23f);
    FloatVector log2e = FloatVector.broadcast(SPECIES, 1.44269504f);
    FloatVector minusLn2High = FloatVector.broadcast(SPECIES, -0.693359375f);
    FloatVector minusLn2Low = FloatVector.broadcast(SPECIES, 2.12194440e-4f);
    FloatVector p0 = FloatVector.broadcast(SPECIES, 5.0000001201e-1f);
    FloatVector p1 = FloatVector.broadcast(SPECIES, 1.6666665459e-1f);
    FloatVector p2 = FloatVector.broadcast(SPECIES, 4.1665795894e-2f);
    FloatVector p3 = FloatVector.broadcast(SPECIES, 8.3334519073e-3f);
    FloatVector p4 = FloatVector.broadcast(SPECIES, 1.3981999507e-3f);
    FloatVector p5 = FloatVector.broadcast(SPECIES, 1.9875691500e-4f);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector least = FloatVector.broadcast(SPECIES, -87.33f);
    int end = at + rows * stride;
    FloatVector most = FloatVector.fromArray(SPECIES, x, at);
    for (int i = at + stride; i < end; i += stride) {
      most = most.max(FloatVector.fromArray(SPECIES, x, i));
    }
    FloatVector sum = zero;
    for (int i = at; i < end; i += stride) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i).sub(most); // at most 0
      FloatVector shifted = v.fma(log2e, round);
      FloatVector n = shifted.sub(round);
      FloatVector r = n.fma(minusLn2Low, n.fma(minusLn2High, v));
      FloatVector p = p5.fma(r, p4).fma(r, p3).fma(r, p2).fma(r, p1).fma(r, p0);
      p = p.fma(r.mul(r), r.add(one));
      FloatVector power =
          shifted
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, 23)
              .add(0x3f800000) // 2^n
              .reinterpretAsFloats();
      FloatVector exponential = p.mul(power).blend(zero, v.compare(VectorOperators.LT, least));
      exponential.intoArray(x, i);
      sum = sum.add(exponential);
    }
    FloatVector inverse = one.div(sum);
    for (int i = at; i < end; i += stride) {
      FloatVector.fromArray(SPECIES, x, i).mul(inverse).intoArray(x, i);
    }
  }

  /**
   * {@code g = s·(g - sum of g·s)} of a vector of columns, as {@link #run}.
   *
   * @param s what that gave
   */
  public static void back(float[] s, float[] g, int at, int rows, int stride) {
    int end = at + rows * stride;
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = at; i < end; i += stride) {
      sum = FloatVector.fromArray(SPECIES, s, i).fma(FloatVector.fromArray(SPECIES, g, i), sum);
    }
    for (int i = at; i < end; i += stride) {
      FloatVector.fromArray(SPECIES, g, i)
          .sub(sum)
          .mul(FloatVector.fromArray(SPECIES, s, i))
          .intoArray(g, i);
    }
  }
}
