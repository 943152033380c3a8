package dev.skipjack.runtime.kernel.simd.activation;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations of blocks of the scratch, in place, and their gradients. The last vector reaches
 * beyond a block's end: every array has room for it.
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
    float slope = (float) spec.slope();
    switch (spec.kind()) {
      case RELU -> Vectors.rectify(x, at, count);
      case RELU6 -> relu6(x, at, count);
      case LEAKY_RELU -> Vectors.leak(x, at, slope, count);
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
   * {@code g = g·activation'}.
   *
   * @param spec null for none
   * @param of the activation's input or output, whichever its gradient reads
   */
  public static void gradient(ActivationSpec spec, float[] of, float[] g, int count) {
    if (spec == null) {
      return;
    }
    float slope = (float) spec.slope();
    switch (spec.kind()) {
      case RELU -> Vectors.pass(of, g, g, count);
      case RELU6 -> relu6Slope(of, g, count);
      case LEAKY_RELU -> Vectors.leak(of, g, slope, g, count);
      case ELU -> SmoothActivations.eluSlope(of, g, slope, count);
      case SIGMOID -> SmoothActivations.sigmoidSlope(of, g, count);
      case HARD_SIGMOID -> hardSigmoidSlope(of, g, count);
      case TANH -> SmoothActivations.tanhSlope(of, g, count);
      case SILU -> SmoothActivations.siluSlope(of, g, count);
      case HARD_SWISH -> hardSwishSlope(of, g, count);
      case GELU -> Gelu.gradient(of, g, count);
      case GELU_TANH -> SmoothActivations.geluTanhSlope(of, g, count);
      case MISH -> SmoothActivations.mishSlope(of, g, count);
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
  private static void relu6Slope(float[] y, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector.fromArray(SPECIES, g, i)
          .blend(0, isAtEnd(FloatVector.fromArray(SPECIES, y, i)))
          .intoArray(g, i);
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
  private static void hardSigmoidSlope(float[] y, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector out = FloatVector.fromArray(SPECIES, y, i);
      VectorMask<Float> between =
          out.compare(VectorOperators.GT, 0).and(out.compare(VectorOperators.LT, 1));
      FloatVector passed = FloatVector.fromArray(SPECIES, g, i).mul(1 / 6f);
      FloatVector.zero(SPECIES).blend(passed, between).intoArray(g, i);
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
  private static void hardSwishSlope(float[] x, float[] g, int count) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, i);
      gradient
          .mul(v.mul(1 / 3f).add(0.5f))
          .blend(gradient, v.compare(VectorOperators.GT, 3))
          .blend(0, v.compare(VectorOperators.LT, -3))
          .intoArray(g, i);
    }
  }
}
