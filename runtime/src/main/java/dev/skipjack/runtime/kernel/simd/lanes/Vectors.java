package dev.skipjack.runtime.kernel.simd.lanes;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise functions of pieces of arrays, maps or scratch: nothing beyond a piece is read or
 * written. Results may be written over operands, element by element.
 */
public final class Vectors {
  private Vectors() {}

  /** {@code to = (x - center)·scale + offset}. */
  public static void affine(
      float[] x,
      int xAt,
      float center,
      float scale,
      float offset,
      float[] to,
      int toAt,
      int count) {
    FloatVector c = FloatVector.broadcast(SPECIES, center);
    FloatVector s = FloatVector.broadcast(SPECIES, scale);
    FloatVector o = FloatVector.broadcast(SPECIES, offset);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector.fromArray(SPECIES, x, xAt + i).sub(c).fma(s, o).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      to[toAt + i] = Math.fma(x[xAt + i] - center, scale, offset);
    }
  }

  /**
   * {@code to = max((x - center)·scale + offset + y, floor)}.
   *
   * @param floor NaN for none
   */
  public static void affine(
      float[] x,
      int xAt,
      float center,
      float scale,
      float offset,
      float[] y,
      int yAt,
      float floor,
      float[] to,
      int toAt,
      int count) {
    FloatVector c = FloatVector.broadcast(SPECIES, center);
    FloatVector s = FloatVector.broadcast(SPECIES, scale);
    FloatVector o = FloatVector.broadcast(SPECIES, offset);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(SPECIES, x, xAt + i).sub(c).fma(s, o);
      z = z.add(FloatVector.fromArray(SPECIES, y, yAt + i));
      floor(z, floors).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      float z = Math.fma(x[xAt + i] - center, scale, offset) + y[yAt + i];
      to[toAt + i] = z < floor ? floor : z;
    }
  }

  /** {@code to = x·factor}. */
  public static void scale(float[] x, int xAt, float factor, float[] to, int toAt, int count) {
    FloatVector f = FloatVector.broadcast(SPECIES, factor);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector.fromArray(SPECIES, x, xAt + i).mul(f).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      to[toAt + i] = x[xAt + i] * factor;
    }
  }

  /**
   * Zero for what is below the smallest normal number, where many processors take ten times as
   * long: values that fade from step to step would stay there for ever.
   */
  public static FloatVector normal(FloatVector x) {
    return x.blend(0, x.abs().compare(VectorOperators.LT, Float.MIN_NORMAL));
  }

  /** {@code to = x + y}. */
  public static void add(float[] x, int xAt, float[] y, int yAt, float[] to, int toAt, int count) {
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x, xAt + i);
      sum.add(FloatVector.fromArray(SPECIES, y, yAt + i)).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      to[toAt + i] = x[xAt + i] + y[yAt + i];
    }
  }

  /** {@code to = x·y}. */
  public static void multiply(
      float[] x, int xAt, float[] y, int yAt, float[] to, int toAt, int count) {
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector product = FloatVector.fromArray(SPECIES, x, xAt + i);
      product.mul(FloatVector.fromArray(SPECIES, y, yAt + i)).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      to[toAt + i] = x[xAt + i] * y[yAt + i];
    }
  }

  /** {@code x = max(x, 0)}. */
  public static void rectify(float[] x, int at, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = at + count;
    int i = at;
    for (; i <= end - LENGTH; i += LENGTH) {
      floor(FloatVector.fromArray(SPECIES, x, i), zero).intoArray(x, i);
    }
    for (; i < end; i++) {
      x[i] = x[i] < 0 ? 0 : x[i];
    }
  }

  /** {@code to = g where sign > 0, slope·g elsewhere}. */
  public static void leak(
      float[] sign, int signAt, float[] g, int gAt, float slope, float[] to, int toAt, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      VectorMask<Float> passed =
          FloatVector.fromArray(SPECIES, sign, signAt + i).compare(VectorOperators.GT, zero);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + i);
      gradient.mul(slope).blend(gradient, passed).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      to[toAt + i] = sign[signAt + i] > 0 ? g[gAt + i] : g[gAt + i] * slope;
    }
  }

  /** {@code to = zero where x > 0, x elsewhere}. */
  public static void negativePart(float[] x, int xAt, float[] to, int toAt, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, xAt + i);
      all.blend(zero, all.compare(VectorOperators.GT, zero)).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      to[toAt + i] = x[xAt + i] > 0 ? 0 : x[xAt + i];
    }
  }

  /** {@code to = zero where sign <= 0, g elsewhere}: where the sign is NaN too, as in PyTorch. */
  public static void pass(
      float[] sign, int signAt, float[] g, int gAt, float[] to, int toAt, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      VectorMask<Float> stopped =
          FloatVector.fromArray(SPECIES, sign, signAt + i).compare(VectorOperators.LE, zero);
      FloatVector.fromArray(SPECIES, g, gAt + i).blend(zero, stopped).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      to[toAt + i] = sign[signAt + i] <= 0 ? 0 : g[gAt + i];
    }
  }

  /** Not below the floor and not above the ceiling; NaN stays, and is no bound. */
  public static FloatVector bound(FloatVector x, FloatVector floor, FloatVector ceiling) {
    FloatVector up = floor(x, floor);
    return up.blend(ceiling, up.compare(VectorOperators.GT, ceiling));
  }

  /**
   * The larger one; NaN stays, and is no floor. Half the instructions of max, which orders zeros as
   * well.
   */
  public static FloatVector floor(FloatVector x, FloatVector floor) {
    return x.blend(floor, x.compare(VectorOperators.LT, floor));
  }
}
