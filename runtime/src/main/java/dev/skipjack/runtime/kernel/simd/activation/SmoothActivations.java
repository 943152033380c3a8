package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations of exponentials and the slopes of those that are functions of their input: {@code to}
 * is {@code g} times the slope at {@code x}, or at the output {@code y}.
 */
final class SmoothActivations {
  /** √(2/π) and the cubic term of GELU's approximation by tanh (Hendrycks and Gimpel 2016). */
  private static final float ROOT_2_OVER_PI = 0.79788456f;

  private static final float CUBIC = 0.044715f;

  /** Where Mish is x itself in FLOAT; exponentials of more than it overflow. */
  private static final float LINEAR = 20;

  private SmoothActivations() {}

  static void sigmoidSlope(
      float[] y, int yAt, float[] g, int gAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector slope = out.mul(out.neg().add(1));
      FloatVector.fromArray(SPECIES, g, gAt + i).mul(slope).intoArray(to, toAt + i);
    }
  }

  static void tanh(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      Exponentials.tanh(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
  }

  static void tanhSlope(float[] y, int yAt, float[] g, int gAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector slope = out.mul(out).neg().add(1);
      FloatVector.fromArray(SPECIES, g, gAt + i).mul(slope).intoArray(to, toAt + i);
    }
  }

  static void elu(float[] x, int at, float alpha, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector below = Exponentials.expMinusOne(v).mul(alpha);
      below.blend(v, v.compare(VectorOperators.GT, 0)).intoArray(x, i);
    }
  }

  static void eluSlope(
      float[] y, int yAt, float[] g, int gAt, float alpha, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, yAt + i);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + i);
      FloatVector below = gradient.mul(out.add(alpha));
      below.blend(gradient, out.compare(VectorOperators.GT, 0)).intoArray(to, toAt + i);
    }
  }

  /** σ + x·σ·(1 - σ). */
  static void siluSlope(float[] x, int xAt, float[] g, int gAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector sigmoid = Exponentials.sigmoid(v);
      FloatVector slope = v.mul(sigmoid.neg().add(1)).add(1).mul(sigmoid);
      FloatVector.fromArray(SPECIES, g, gAt + i).mul(slope).intoArray(to, toAt + i);
    }
  }

  /** x·(1 + tanh u)/2, which is x·σ(2u). */
  static void geluTanh(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      v.div(Exponentials.exp(minusTwoU(v, v.mul(v))).add(1)).intoArray(x, i);
    }
  }

  /** -2u = -2·√(2/π)·(x + 0.044715·x³). */
  private static FloatVector minusTwoU(FloatVector x, FloatVector square) {
    FloatVector linear = FloatVector.broadcast(SPECIES, -2 * ROOT_2_OVER_PI);
    return square.fma(FloatVector.broadcast(SPECIES, -2 * ROOT_2_OVER_PI * CUBIC), linear).mul(x);
  }

  /** σ + x·σ·(1 - σ)·2u'. */
  static void geluTanhSlope(
      float[] x, int xAt, float[] g, int gAt, float[] to, int toAt, int count) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector linear = FloatVector.broadcast(SPECIES, 2 * ROOT_2_OVER_PI);
    FloatVector cubic = FloatVector.broadcast(SPECIES, 6 * ROOT_2_OVER_PI * CUBIC);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector square = v.mul(v);
      FloatVector sigmoid = one.div(Exponentials.exp(minusTwoU(v, square)).add(one));
      FloatVector inner = square.fma(cubic, linear).mul(v);
      FloatVector slope = one.sub(sigmoid).mul(inner).fma(sigmoid, sigmoid);
      FloatVector.fromArray(SPECIES, g, gAt + i).mul(slope).intoArray(to, toAt + i);
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

  /** t + x·(1 - t²)·σ with t the tanh, which is (w + 4x·n·(n + 1)/(w + 2))/(w + 2). */
  static void mishSlope(float[] x, int xAt, float[] g, int gAt, float[] to, int toAt, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector linear = FloatVector.broadcast(SPECIES, LINEAR);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector c = v.blend(linear, v.compare(VectorOperators.GT, linear));
      FloatVector n = Exponentials.exp(c);
      FloatVector w = n.add(2).mul(n);
      FloatVector d = w.add(2);
      FloatVector rest = n.fma(n, n).mul(c).mul(4).div(d);
      FloatVector slope = v.fma(zero, w).add(rest).div(d); // NaN of what is infinite
      FloatVector.fromArray(SPECIES, g, gAt + i).mul(slope).intoArray(to, toAt + i);
    }
  }
}
