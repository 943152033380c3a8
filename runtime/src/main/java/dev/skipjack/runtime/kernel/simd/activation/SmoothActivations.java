package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations of exponentials and the slopes of those that are functions of their input: {@code g}
 * is multiplied by the slope at {@code x}, or at the output {@code y}.
 */
final class SmoothActivations {
  /** √(2/π) and the cubic term of GELU's approximation by tanh (Hendrycks and Gimpel 2016). */
  private static final float ROOT_2_OVER_PI = 0.79788456f;

  private static final float CUBIC = 0.044715f;

  private static final float INVERSE_ROOT_2_PI = 0.39894228f;

  /** Where Mish is x itself in FLOAT; exponentials of more than it overflow. */
  private static final float LINEAR = 20;

  private SmoothActivations() {}

  static void sigmoid(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      Exponentials.sigmoid(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
  }

  static void sigmoidSlope(float[] y, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      FloatVector slope = out.mul(out.neg().add(1));
      FloatVector.fromArray(SPECIES, g, i).mul(slope).intoArray(g, i);
    }
  }

  static void tanh(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      Exponentials.tanh(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
  }

  static void tanhSlope(float[] y, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      FloatVector slope = out.mul(out).neg().add(1);
      FloatVector.fromArray(SPECIES, g, i).mul(slope).intoArray(g, i);
    }
  }

  static void elu(float[] x, int at, float alpha, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector below = Exponentials.expMinusOne(v).mul(alpha);
      below.blend(v, v.compare(VectorOperators.GT, 0)).intoArray(x, i);
    }
  }

  static void eluSlope(float[] y, float[] g, float alpha, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, i);
      FloatVector below = gradient.mul(out.add(alpha));
      below.blend(gradient, out.compare(VectorOperators.GT, 0)).intoArray(g, i);
    }
  }

  /** x / (1 + e^-x). */
  static void silu(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      v.div(Exponentials.exp(v.neg()).add(1)).intoArray(x, i);
    }
  }

  /** σ + x·σ·(1 - σ). */
  static void siluSlope(float[] x, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector sigmoid = Exponentials.sigmoid(v);
      FloatVector slope = v.mul(sigmoid.neg().add(1)).add(1).mul(sigmoid);
      FloatVector.fromArray(SPECIES, g, i).mul(slope).intoArray(g, i);
    }
  }

  /** x·Φ(x). */
  static void gelu(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector density = Exponentials.exp(v.mul(v).mul(-0.5f));
      v.mul(Exponentials.normal(v, density)).intoArray(x, i);
    }
  }

  /** Φ(x) + x·φ(x). */
  static void geluSlope(float[] x, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector density = Exponentials.exp(v.mul(v).mul(-0.5f));
      FloatVector slope =
          v.mul(density).mul(INVERSE_ROOT_2_PI).add(Exponentials.normal(v, density));
      FloatVector.fromArray(SPECIES, g, i).mul(slope).intoArray(g, i);
    }
  }

  /** x·(1 + tanh u)/2, which is x·σ(2u). */
  static void geluTanh(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      v.mul(Exponentials.sigmoid(twoU(v))).intoArray(x, i);
    }
  }

  /** 2u = 2·√(2/π)·(x + 0.044715·x³). */
  private static FloatVector twoU(FloatVector x) {
    return x.mul(x).mul(CUBIC).add(1).mul(x).mul(2 * ROOT_2_OVER_PI);
  }

  /** σ + x·σ·(1 - σ)·2u'. */
  static void geluTanhSlope(float[] x, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector sigmoid = Exponentials.sigmoid(twoU(v));
      FloatVector inner = v.mul(v).mul(3 * CUBIC).add(1).mul(2 * ROOT_2_OVER_PI);
      FloatVector slope = v.mul(sigmoid.neg().add(1)).mul(inner).add(1).mul(sigmoid);
      FloatVector.fromArray(SPECIES, g, i).mul(slope).intoArray(g, i);
    }
  }

  /** x·tanh(ln(1 + n)) with n = e^x, where the tanh is (n² + 2n)/(n² + 2n + 2). */
  static void mish(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector n = Exponentials.exp(v.blend(LINEAR, v.compare(VectorOperators.GT, LINEAR)));
      FloatVector w = n.add(2).mul(n);
      v.mul(w.div(w.add(2))).intoArray(x, i);
    }
  }

  /** t + x·(1 - t²)·σ with t the tanh. */
  static void mishSlope(float[] x, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector n = Exponentials.exp(v.blend(LINEAR, v.compare(VectorOperators.GT, LINEAR)));
      FloatVector w = n.add(2).mul(n);
      FloatVector t = w.div(w.add(2));
      FloatVector sigmoid = n.div(n.add(1));
      FloatVector slope = t.mul(t).neg().add(1).mul(sigmoid).mul(v).add(t);
      FloatVector.fromArray(SPECIES, g, i).mul(slope).intoArray(g, i);
    }
  }
}
