package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations of pieces of arrays, in place, and their gradients: nothing beyond a piece is read or
 * written. The loops behind them compute whole vectors; what is less than one passes through the
 * scratch.
 */
public final class Activations {
  private Activations() {}

  /**
   * {@code x = activation(x)}.
   *
   * @param spec null for none
   */
  public static void apply(ActivationSpec spec, float[] x, int at, int count) {
    if (spec == null) {
      return;
    }
    int rest = count % LENGTH;
    int whole = count - rest;
    applyVectors(spec, x, at, whole);
    if (rest > 0) {
      float[] lanes = Scratch.mine().floats(Scratch.LANES, LENGTH);
      System.arraycopy(x, at + whole, lanes, 0, rest);
      applyVectors(spec, lanes, 0, LENGTH);
      System.arraycopy(lanes, 0, x, at + whole, rest);
    }
  }

  private static void applyVectors(ActivationSpec spec, float[] x, int at, int count) {
    float slope = (float) spec.slope();
    switch (spec.kind()) {
      case RELU -> Vectors.rectify(x, at, count);
      case RELU6 -> relu6(x, at, count);
      case LEAKY_RELU -> Vectors.leak(x, at, x, at, slope, x, at, count);
      case ELU -> SmoothActivations.elu(x, at, slope, count);
      case SIGMOID -> Logistic.sigmoid(x, at, count);
      case HARD_SIGMOID -> hardSigmoid(x, at, count);
      case TANH -> SmoothActivations.tanh(x, at, count);
      case SILU -> Logistic.silu(x, at, count);
      case HARD_SWISH -> hardSwish(x, at, count);
      case GELU -> Gelu.apply(x, at, count);
      case GELU_TANH -> SmoothActivations.geluTanh(x, at, count);
      case MISH -> SmoothActivations.mish(x, at, count);
    }
  }

  /**
   * {@code to = g·activation'}.
   *
   * @param of the activation's input or output, whichever its gradient reads
   * @param to may be an operand, in the same place
   */
  public static void gradient(
      ActivationSpec spec,
      float[] of,
      int ofAt,
      float[] g,
      int gAt,
      float[] to,
      int toAt,
      int count) {
    int rest = count % LENGTH;
    int whole = count - rest;
    gradientOfVectors(spec, of, ofAt, g, gAt, to, toAt, whole);
    if (rest > 0) {
      float[] lanes = Scratch.mine().floats(Scratch.LANES, 2 * LENGTH);
      System.arraycopy(of, ofAt + whole, lanes, 0, rest);
      System.arraycopy(g, gAt + whole, lanes, LENGTH, rest);
      gradientOfVectors(spec, lanes, 0, lanes, LENGTH, lanes, 0, LENGTH);
      System.arraycopy(lanes, 0, to, toAt + whole, rest);
    }
  }

  private static void gradientOfVectors(
      ActivationSpec spec,
      float[] of,
      int ofAt,
      float[] g,
      int gAt,
      float[] to,
      int toAt,
      int count) {
    float slope = (float) spec.slope();
    switch (spec.kind()) {
      case RELU -> Vectors.pass(of, ofAt, g, gAt, to, toAt, count);
      case RELU6 -> relu6Slope(of, ofAt, g, gAt, to, toAt, count);
      case LEAKY_RELU -> Vectors.leak(of, ofAt, g, gAt, slope, to, toAt, count);
      case ELU -> SmoothActivations.eluSlope(of, ofAt, g, gAt, slope, to, toAt, count);
      case SIGMOID -> SmoothActivations.sigmoidSlope(of, ofAt, g, gAt, to, toAt, count);
      case HARD_SIGMOID -> hardSigmoidSlope(of, ofAt, g, gAt, to, toAt, count);
      case TANH -> SmoothActivations.tanhSlope(of, ofAt, g, gAt, to, toAt, count);
      case SILU -> SmoothActivations.siluSlope(of, ofAt, g, gAt, to, toAt, count);
      case HARD_SWISH -> hardSwishSlope(of, ofAt, g, gAt, to, toAt, count);
      case GELU -> Gelu.gradient(of, ofAt, g, gAt, to, toAt, count);
      case GELU_TANH -> SmoothActivations.geluTanhSlope(of, ofAt, g, gAt, to, toAt, count);
      case MISH -> SmoothActivations.mishSlope(of, ofAt, g, gAt, to, toAt, count);
    }
  }

  private static void relu6(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      clamp6(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
    }
  }

  /** Between 0 and 6; NaN stays. */
  private static FloatVector clamp6(FloatVector x) {
    FloatVector up = x.blend(0, x.compare(VectorOperators.LT, 0));
    return up.blend(6, up.compare(VectorOperators.GT, 6));
  }

  /** Zero at the ends, g between them and where the output is NaN, as in PyTorch. */
  private static void relu6Slope(
      float[] y, int yAt, float[] g, int gAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector.fromArray(SPECIES, g, gAt + i)
          .blend(0, isAtEnd(FloatVector.fromArray(SPECIES, y, yAt + i)))
          .intoArray(to, toAt + i);
    }
  }

  private static VectorMask<Float> isAtEnd(FloatVector y) {
    return y.compare(VectorOperators.LE, 0).or(y.compare(VectorOperators.GE, 6));
  }

  /** x/6 + 1/2 between 0 and 1. */
  private static void hardSigmoid(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      clamp6(FloatVector.fromArray(SPECIES, x, i).add(3)).mul(1 / 6f).intoArray(x, i);
    }
  }

  /** 1/6 between the ends, zero elsewhere, where the output is NaN too, as in PyTorch. */
  private static void hardSigmoidSlope(
      float[] y, int yAt, float[] g, int gAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, yAt + i);
      VectorMask<Float> between =
          out.compare(VectorOperators.GT, 0).and(out.compare(VectorOperators.LT, 1));
      FloatVector passed = FloatVector.fromArray(SPECIES, g, gAt + i).mul(1 / 6f);
      FloatVector.zero(SPECIES).blend(passed, between).intoArray(to, toAt + i);
    }
  }

  /** x times {@link #hardSigmoid}. */
  private static void hardSwish(float[] x, int at, int count) {
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      clamp6(v.add(3)).mul(1 / 6f).mul(v).intoArray(x, i);
    }
  }

  /** Zero below -3, x/3 + 1/2 up to 3, 1 beyond. */
  private static void hardSwishSlope(
      float[] x, int xAt, float[] g, int gAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + i);
      gradient
          .mul(v.mul(1 / 3f).add(0.5f))
          .blend(gradient, v.compare(VectorOperators.GT, 3))
          .blend(0, v.compare(VectorOperators.LT, -3))
          .intoArray(to, toAt + i);
    }
  }
}
