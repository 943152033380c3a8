package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The exact GELU, {@code x·Φ(x)}, and its slope {@code Φ(x) + x·φ(x)}. Both factors are 1/2 plus an
 * odd function, {@code x·p(x²)/q(x²)} with an error of at most 3e-8: minimax fits of our own over
 * where the function is not 0 or 1 in FLOAT. A quotient needs no exponential, so it is a third of
 * the instructions. NaN stays NaN.
 *
 * <p>Each loop is one method, whose constants are named: HotSpot inlines no method of so many
 * bytecodes ({@code FreqInlineSize}), and one that is inlined into a large caller is where it stops
 * inlining, in the middle of it ({@code NodeCountInliningCutoff}). There vectors become objects, at
 * a fifth of the speed.
 */
final class Gelu {
  /** Beyond it Φ is 0 or 1; what the quotient gives here is exactly 1/2. */
  private static final float MOST = 5.525003f;

  /** The same for the slope. */
  private static final float MOST_OF_SLOPE = 5.9950047f;

  private Gelu() {}

  /** {@code x = x·Φ(x)}; the error of Φ is at most 2e-7. */
  static void apply(float[] x, int at, int count) {
    FloatVector most = FloatVector.broadcast(SPECIES, MOST);
    FloatVector least = FloatVector.broadcast(SPECIES, -MOST);
    FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector p0 = FloatVector.broadcast(SPECIES, 0.39894224f);
    FloatVector p1 = FloatVector.broadcast(SPECIES, 0.0336063375f);
    FloatVector p2 = FloatVector.broadcast(SPECIES, 0.00466356488f);
    FloatVector p3 = FloatVector.broadcast(SPECIES, 1.66501652e-4f);
    FloatVector p4 = FloatVector.broadcast(SPECIES, 6.35451434e-6f);
    FloatVector p5 = FloatVector.broadcast(SPECIES, 2.30646038e-8f);
    FloatVector q0 = FloatVector.broadcast(SPECIES, 1);
    FloatVector q1 = FloatVector.broadcast(SPECIES, 0.250904604f);
    FloatVector q2 = FloatVector.broadcast(SPECIES, 0.0285084932f);
    FloatVector q3 = FloatVector.broadcast(SPECIES, 0.00187128971f);
    FloatVector q4 = FloatVector.broadcast(SPECIES, 7.29959415e-5f);
    FloatVector q5 = FloatVector.broadcast(SPECIES, 1.20684371e-6f);
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector c = v.blend(most, v.compare(VectorOperators.GT, most));
      c = c.blend(least, c.compare(VectorOperators.LT, least));
      FloatVector s = c.mul(c);
      FloatVector p = p5.fma(s, p4).fma(s, p3).fma(s, p2).fma(s, p1).fma(s, p0);
      FloatVector q = q5.fma(s, q4).fma(s, q3).fma(s, q2).fma(s, q1).fma(s, q0);
      p.mul(c).div(q).add(half).mul(v).intoArray(x, i);
    }
  }

  /** {@code to = g·(Φ(x) + x·φ(x))}; the error of the slope is at most 3e-7. */
  static void gradient(float[] x, int xAt, float[] g, int gAt, float[] to, int toAt, int count) {
    FloatVector most = FloatVector.broadcast(SPECIES, MOST_OF_SLOPE);
    FloatVector least = FloatVector.broadcast(SPECIES, -MOST_OF_SLOPE);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector p0 = FloatVector.broadcast(SPECIES, 0.797884789f);
    FloatVector p1 = FloatVector.broadcast(SPECIES, -0.0415163918f);
    FloatVector p2 = FloatVector.broadcast(SPECIES, 0.014529958f);
    FloatVector p3 = FloatVector.broadcast(SPECIES, -1.48147905e-4f);
    FloatVector p4 = FloatVector.broadcast(SPECIES, 3.30081517e-5f);
    FloatVector p5 = FloatVector.broadcast(SPECIES, -1.00866993e-7f);
    FloatVector p6 = FloatVector.broadcast(SPECIES, 2.78492691e-9f);
    FloatVector p7 = FloatVector.broadcast(SPECIES, -1.53569455e-11f);
    FloatVector q0 = FloatVector.broadcast(SPECIES, 1);
    FloatVector q1 = FloatVector.broadcast(SPECIES, 0.281302708f);
    FloatVector q2 = FloatVector.broadcast(SPECIES, 0.036972102f);
    FloatVector q3 = FloatVector.broadcast(SPECIES, 0.00295231487f);
    FloatVector q4 = FloatVector.broadcast(SPECIES, 1.50211374e-4f);
    FloatVector q5 = FloatVector.broadcast(SPECIES, 5.55667498e-6f);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector c = v.blend(most, v.compare(VectorOperators.GT, most));
      c = c.blend(least, c.compare(VectorOperators.LT, least));
      FloatVector s = c.mul(c);
      FloatVector p = p7.fma(s, p6).fma(s, p5).fma(s, p4).fma(s, p3);
      p = p.fma(s, p2).fma(s, p1).fma(s, p0);
      FloatVector q = q5.fma(s, q4).fma(s, q3).fma(s, q2).fma(s, q1).fma(s, q0);
      FloatVector slope = p.mul(c).div(q).add(v.fma(zero, half)); // NaN of what is infinite
      FloatVector.fromArray(SPECIES, g, gAt + i).mul(slope).intoArray(to, toAt + i);
    }
  }
}
