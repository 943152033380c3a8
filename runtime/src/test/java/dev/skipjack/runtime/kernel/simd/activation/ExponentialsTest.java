package dev.skipjack.runtime.kernel.simd.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.ActivationCases;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import java.util.Arrays;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExponentialsTest {
  private static final int STEPS = 1 << 18;

  /** Where it is e^x but for the last bits, and where it approaches 1. */
  @Test
  void sigmoidIsRight() {
    ActivationSpec sigmoid = new ActivationSpec(ActivationSpec.Kind.SIGMOID);
    assertThat(worst(sigmoid, -87, 0)).isLessThan(4e-7);
    assertThat(worst(sigmoid, 0, 100)).isLessThan(2e-7);
  }

  @Test
  void hyperbolicTangentIsRightNearZeroToo() {
    ActivationSpec tanh = new ActivationSpec(ActivationSpec.Kind.TANH);
    assertThat(worst(tanh, -10, 10)).isLessThan(4e-7);
    assertThat(worst(tanh, -1e-3, 1e-3)).isLessThan(4e-7);
  }

  @Test
  void exponentialMinusOneIsRightNearZeroToo() {
    ActivationSpec elu = new ActivationSpec(ActivationSpec.Kind.ELU, 1);
    assertThat(worst(elu, -100, 0)).isLessThan(4e-7);
    assertThat(worst(elu, -1e-3, 0)).isLessThan(4e-7);
  }

  @Test
  void whatOverflowsIsOneAndWhatUnderflowsZero() {
    float[] x = new float[Math.max(4, Lanes.LENGTH)];
    System.arraycopy(new float[] {-1e30f, -89, 89, 1e30f}, 0, x, 0, 4);
    Activations.apply(new ActivationSpec(ActivationSpec.Kind.SIGMOID), x, 0, x.length);
    assertThat(Arrays.copyOf(x, 4)).containsExactly(0, 0, 1, 1);
  }

  /**
   * Over where it is neither 0 nor x: what is wrong is some bits of the factor, and of the slope.
   */
  @Test
  void geluIsRightToTheLastBitsOfItsFactor() {
    ActivationSpec gelu = new ActivationSpec(ActivationSpec.Kind.GELU);
    float[] x = new float[STEPS + Lanes.LENGTH];
    float[] slopes = new float[STEPS + Lanes.LENGTH];
    for (int i = 0; i < STEPS; i++) {
      x[i] = -8 + 16 * (i + 0.37f) / STEPS;
    }
    Arrays.fill(slopes, 1);
    float[] y = x.clone();
    Activations.apply(gelu, y, 0, STEPS);
    Activations.gradient(gelu, x, 0, slopes, 0, slopes, 0, STEPS);
    double worst = 0;
    double worstSlope = 0;
    for (int i = 0; i < STEPS; i++) {
      double of = Math.max(Math.abs(x[i]), 1e-30);
      worst = Math.max(worst, Math.abs(y[i] - ActivationCases.activate(gelu, x[i])) / of);
      double slope = ActivationCases.slope(gelu, x[i]);
      worstSlope = Math.max(worstSlope, Math.abs(slopes[i] - slope));
    }
    assertThat(worst).isLessThan(2.5e-7);
    assertThat(worstSlope).isLessThan(3e-7);
  }

  @Test
  void geluIsExactFarAway() {
    ActivationSpec gelu = new ActivationSpec(ActivationSpec.Kind.GELU);
    float[] far = {-3e38f, -1000, -6, 6, 1000, 3e38f, Float.POSITIVE_INFINITY, Float.NaN};
    float[] x = Arrays.copyOf(far, Lanes.roundUp(far.length, Lanes.LENGTH));
    float[] slopes = new float[x.length];
    Arrays.fill(slopes, 1);
    Activations.gradient(gelu, x, 0, slopes, 0, slopes, 0, x.length);
    Activations.apply(gelu, x, 0, x.length);
    assertThat(Arrays.copyOf(x, far.length))
        .containsExactly(-0f, -0f, -0f, 6, 1000, 3e38f, Float.POSITIVE_INFINITY, Float.NaN);
    assertThat(Arrays.copyOf(slopes, far.length))
        .containsExactly(0, 0, 0, 1, 1, 1, Float.NaN, Float.NaN);
  }

  /** Forward and backward over where each does something, and far beyond. */
  @ParameterizedTest
  @MethodSource("dev.skipjack.runtime.kernel.ActivationCases#all")
  void activationsAreThoseOfDoubles(ActivationSpec spec) {
    int count = 4096;
    float[] x = new float[count + Lanes.LENGTH];
    float[] g = new float[count + Lanes.LENGTH];
    for (int i = 0; i < count; i++) {
      x[i] = (i - count / 2 + 0.37f) / 100;
      g[i] = 1;
    }
    float[] y = x.clone();
    Activations.apply(spec, y, 0, count);
    float[] of = spec.kind().gradientReadsInput() ? x : y;
    Activations.gradient(spec, of, 0, g, 0, g, 0, count);
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < count; i++) {
      double expected = ActivationCases.activate(spec, x[i]);
      double bound = 1e-6 * Math.max(1, Math.abs(x[i]));
      if (!(Math.abs(y[i] - expected) <= bound)) {
        softly.fail("at %s: %s, expected %s", x[i], y[i], expected);
      }
      double slope = ActivationCases.slope(spec, x[i]);
      if (!(Math.abs(g[i] - slope) <= 4e-6)) {
        softly.fail("slope at %s: %s, expected %s", x[i], g[i], slope);
      }
    }
    softly.assertAll();
  }

  /** The largest relative error. */
  private static double worst(ActivationSpec spec, double from, double to) {
    float[] x = new float[STEPS + Lanes.LENGTH];
    for (int i = 0; i < STEPS; i++) {
      x[i] = (float) (from + (to - from) * (i + 0.37) / STEPS);
    }
    float[] y = x.clone();
    Activations.apply(spec, y, 0, STEPS);
    double worst = 0;
    for (int i = 0; i < STEPS; i++) {
      double expected = ActivationCases.activate(spec, x[i]);
      worst = Math.max(worst, Math.abs(y[i] - expected) / Math.abs(expected));
    }
    return worst;
  }
}
