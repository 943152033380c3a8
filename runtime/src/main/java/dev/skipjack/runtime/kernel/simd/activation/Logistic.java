package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Quotients by {@code 1 + e^-x}: the logistic function and what it gates, with a relative error of
 * at most 5e-7 from -88.37 on, and zero below. NaN stays NaN.
 *
 * <p>The exponential is a minimax polynomial of degree 5 (Remez; 7.6e-8), which is enough for a
 * quotient, and a single product by ln 2, which is rounded once. It is written out: HotSpot inlines
 * no method of so many bytecodes ({@code FreqInlineSize}). One that is inlined into a large caller,
 * as the kernels of convolutions are, is where it stops inlining, and vectors become objects. Both
 * are written out for that reason: what they share would be a shorter method.
 */
final class Logistic {
  private Logistic() {}

  /** {@code x = x / (1 + e^-x)}. */
  static void silu(float[] x, int at, int count) {
    FloatVector round = FloatVector.broadcast(SPECIES, 0x1.8p23f + 127);
    FloatVector minusLog2e = FloatVector.broadcast(SPECIES, -1.44269504f);
    FloatVector ln2 = FloatVector.broadcast(SPECIES, 0.69314718f);
    FloatVector p0 = FloatVector.broadcast(SPECIES, 1.00000012f);
    FloatVector p1 = FloatVector.broadcast(SPECIES, -0.99999970f);
    FloatVector p2 = FloatVector.broadcast(SPECIES, 0.49998891f);
    FloatVector p3 = FloatVector.broadcast(SPECIES, -0.16667576f);
    FloatVector p4 = FloatVector.broadcast(SPECIES, 0.041915629f);
    FloatVector p5 = FloatVector.broadcast(SPECIES, -0.0082976194f);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector infinite = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    FloatVector least = FloatVector.broadcast(SPECIES, -88.37f);
    FloatVector most = FloatVector.broadcast(SPECIES, 87.33f);
    int end = at + count;
    for (int i = at; i < end; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector shifted = v.fma(minusLog2e, round); // its low bits: an exponent and its bias
      FloatVector n = shifted.sub(round);
      FloatVector r = n.fma(ln2, v); // e^-x = 2^n·e^-r
      FloatVector p = p5.fma(r, p4).fma(r, p3).fma(r, p2).fma(r, p1).fma(r, p0);
      FloatVector power =
          shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector divisor = p.fma(power, one);
      divisor = divisor.blend(one, v.compare(VectorOperators.GT, most));
      divisor = divisor.blend(infinite, v.compare(VectorOperators.LT, least));
      v.div(divisor).intoArray(x, i);
    }
  }

  /** {@code x = 1 / (1 + e^-x)}. */
  static void sigmoid(float[] x, int at, int count) {
    FloatVector round = FloatVector.broadcast(SPECIES, 0x1.8p23f + 127);
    FloatVector minusLog2e = FloatVector.broadcast(SPECIES, -1.44269504f);
    FloatVector ln2 = FloatVector.broadcast(SPECIES, 0.69314718f);
    FloatVector p0 = FloatVector.broadcast(SPECIES, 1.00000012f);
    FloatVector p1 = FloatVector.broadcast(SPECIES, -0.99999970f);
    FloatVector p2 = FloatVector.broadcast(SPECIES, 0.49998891f);
    FloatVector p3 = FloatVector.broadcast(SPECIES, -0.16667576f);
    FloatVector p4 = FloatVector.broadcast(SPECIES, 0.041915629f);
    FloatVector p5 = FloatVector.broadcast(SPECIES, -0.0082976194f);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector infinite = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
    FloatVector least = FloatVector.broadcast(SPECIES, -88.37f);
    FloatVector most = FloatVector.broadcast(SPECIES, 87.33f);
    int end = at + count;
    for (int i = at; i < end; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector shifted = v.fma(minusLog2e, round);
      FloatVector n = shifted.sub(round);
      FloatVector r = n.fma(ln2, v);
      FloatVector p = p5.fma(r, p4).fma(r, p3).fma(r, p2).fma(r, p1).fma(r, p0);
      FloatVector power =
          shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector divisor = p.fma(power, one);
      divisor = divisor.blend(one, v.compare(VectorOperators.GT, most));
      divisor = divisor.blend(infinite, v.compare(VectorOperators.LT, least));
      one.div(divisor).intoArray(x, i);
    }
  }
}
