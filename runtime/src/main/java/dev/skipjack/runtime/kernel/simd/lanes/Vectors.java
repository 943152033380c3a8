package dev.skipjack.runtime.kernel.simd.lanes;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementwise functions of blocks of the scratch. The last vector reaches beyond the block's end:
 * every array has room for it. Results may be written over operands, unless it says otherwise.
 */
public final class Vectors {
  private Vectors() {}

  /**
   * {@code to = (x - center)·scale + offset} for one channel of a block. The last vector reaches
   * into the next channel, which must be computed afterwards; {@code to} is another array than x.
   */
  public static void affine(
      float[] x, int from, int count, float center, float scale, float offset, float[] to) {
    FloatVector c = FloatVector.broadcast(SPECIES, center);
    FloatVector s = FloatVector.broadcast(SPECIES, scale);
    FloatVector o = FloatVector.broadcast(SPECIES, offset);
    for (int i = from; i < from + count; i += LENGTH) {
      FloatVector.fromArray(SPECIES, x, i).sub(c).fma(s, o).intoArray(to, i);
    }
  }

  /** {@code to = x·factor} for one channel of a block, as {@link #affine}. */
  public static void scale(float[] x, int from, int count, float factor, float[] to) {
    FloatVector f = FloatVector.broadcast(SPECIES, factor);
    for (int i = from; i < from + count; i += LENGTH) {
      FloatVector.fromArray(SPECIES, x, i).mul(f).intoArray(to, i);
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
  public static void add(float[] x, float[] y, float[] to, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x, i);
      sum.add(FloatVector.fromArray(SPECIES, y, i)).intoArray(to, i);
    }
  }

  /** {@code to = x·y}. */
  public static void multiply(float[] x, float[] y, float[] to, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector product = FloatVector.fromArray(SPECIES, x, i);
      product.mul(FloatVector.fromArray(SPECIES, y, i)).intoArray(to, i);
    }
  }

  /** {@code to = x·y} for one channel of a block, as {@link #affine}; y begins with its factors. */
  public static void multiply(float[] x, int from, int count, float[] y, float[] to) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector product = FloatVector.fromArray(SPECIES, x, from + i);
      product.mul(FloatVector.fromArray(SPECIES, y, i)).intoArray(to, from + i);
    }
  }

  /** {@code x = max(x, 0)}. */
  public static void rectify(float[] x, int at, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = at; i < at + count; i += LENGTH) {
      floor(FloatVector.fromArray(SPECIES, x, i), zero).intoArray(x, i);
    }
  }

  /** {@code x = x where x > 0, slope·x elsewhere}. */
  public static void leak(float[] x, int at, float slope, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, i);
      all.mul(slope).blend(all, all.compare(VectorOperators.GT, zero)).intoArray(x, i);
    }
  }

  /**
   * {@code to = g where sign > 0, slope·g elsewhere} for one channel of a block, as {@link
   * #affine}.
   */
  public static void leak(float[] sign, float[] g, int from, int count, float slope, float[] to) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = from; i < from + count; i += LENGTH) {
      VectorMask<Float> passed =
          FloatVector.fromArray(SPECIES, sign, i).compare(VectorOperators.GT, zero);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, i);
      gradient.mul(slope).blend(gradient, passed).intoArray(to, i);
    }
  }

  /** {@code to = zero where x > 0, x elsewhere}. */
  public static void negativePart(float[] x, float[] to, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, i);
      all.blend(zero, all.compare(VectorOperators.GT, zero)).intoArray(to, i);
    }
  }

  /** {@code to = g where sign > 0, slope·g elsewhere}. */
  public static void leak(float[] sign, float[] g, float slope, float[] to, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += LENGTH) {
      VectorMask<Float> passed =
          FloatVector.fromArray(SPECIES, sign, i).compare(VectorOperators.GT, zero);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, i);
      gradient.mul(slope).blend(gradient, passed).intoArray(to, i);
    }
  }

  /** {@code to = zero where sign <= 0, g elsewhere}: where the sign is NaN too, as in PyTorch. */
  public static void pass(float[] sign, float[] g, float[] to, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += LENGTH) {
      VectorMask<Float> stopped =
          FloatVector.fromArray(SPECIES, sign, i).compare(VectorOperators.LE, zero);
      FloatVector.fromArray(SPECIES, g, i).blend(zero, stopped).intoArray(to, i);
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
