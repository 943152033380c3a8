package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential and what follows from it, a vector at a time: polynomials alone, so every lane
 * and every vector width gives the same bits, and nothing is allocated. NaN stays NaN.
 */
public final class Exponentials {
  /** Added and subtracted, it rounds to a whole number; its low bits are then that number. */
  private static final float ROUND = 0x1.8p23f;

  private static final float LOG2_E = 1.44269504f;

  /** ln 2 in two parts, of which the first times a whole number is exact (Cody and Waite). */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  private static final float LEAST = -87.33f;
  private static final float MOST = 88.37f;

  private static final float SMALL = 0.625f;

  private Exponentials() {}

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  /**
   * e^x with a relative error of at most 3e-7; zero below -87.33, infinite beyond 88.37. The
   * polynomial is that of Cephes' expf (Moshier 1989).
   */
  public static FloatVector exp(FloatVector x) {
    FloatVector shifted = x.fma(all(LOG2_E), all(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
    FloatVector p = all(1.9875691500e-4f).fma(r, all(1.3981999507e-3f));
    p = p.fma(r, all(8.3334519073e-3f)).fma(r, all(4.1665795894e-2f));
    p = p.fma(r, all(1.6666665459e-1f)).fma(r, all(5.0000001201e-1f));
    p = p.fma(r.mul(r), r.add(1));
    FloatVector power =
        shifted
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHL, 23)
            .add(0x3f800000) // 2^n
            .reinterpretAsFloats();
    FloatVector result = p.mul(power);
    result = result.blend(0, x.compare(VectorOperators.LT, LEAST));
    return result.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, MOST));
  }

  /** e^x - 1 for x up to 0, with a relative error of at most 4e-7 near 0 too. */
  static FloatVector expMinusOne(FloatVector x) {
    FloatVector p = all(1 / 720f).fma(x, all(1 / 120f)).fma(x, all(1 / 24f));
    p = p.fma(x, all(1 / 6f)).fma(x, all(0.5f));
    FloatVector near = p.fma(x.mul(x), x);
    VectorMask<Float> isNear = x.compare(VectorOperators.GT, -0.25f);
    return exp(x).sub(1).blend(near, isNear);
  }

  /** 1 / (1 + e^-x), with a relative error of at most 4e-7. */
  static FloatVector sigmoid(FloatVector x) {
    return all(1).div(exp(x.neg()).add(1));
  }

  /** tanh x with a relative error of at most 4e-7; the polynomial is that of Cephes' tanhf. */
  static FloatVector tanh(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector p = all(-5.70498872745e-3f).fma(square, all(2.06390887954e-2f));
    p = p.fma(square, all(-5.37397155531e-2f)).fma(square, all(1.33314422036e-1f));
    p = p.fma(square, all(-3.33332819422e-1f));
    FloatVector near = p.fma(square.mul(x), x);
    FloatVector far = all(1).sub(all(2).div(exp(x.add(x)).add(1)));
    return far.blend(near, x.abs().compare(VectorOperators.LT, SMALL));
  }
}
