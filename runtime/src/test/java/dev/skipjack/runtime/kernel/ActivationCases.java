package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every activation, for the tests of what ends with one, and what it computes. */
public final class ActivationCases {
  private ActivationCases() {}

  public static List<ActivationSpec> all() {
    return Arrays.stream(ActivationSpec.Kind.values()).map(ActivationCases::of).toList();
  }

  /** With a slope that is none of the usual ones, if it has one. */
  static ActivationSpec of(ActivationSpec.Kind kind) {
    return switch (kind) {
      case LEAKY_RELU, ELU -> new ActivationSpec(kind, 0.2);
      default -> new ActivationSpec(kind);
    };
  }

  /** With null for none. */
  static List<ActivationSpec> orNone() {
    List<ActivationSpec> all = new ArrayList<>(all());
    all.add(0, null);
    return all;
  }

  public static double activate(ActivationSpec spec, double x) {
    return switch (spec.kind()) {
      case RELU -> Math.max(0, x);
      case RELU6 -> Math.min(Math.max(0, x), 6);
      case LEAKY_RELU -> x > 0 ? x : spec.slope() * x;
      case ELU -> x > 0 ? x : spec.slope() * Math.expm1(x);
      case SIGMOID -> sigmoid(x);
      case HARD_SIGMOID -> hardSigmoid(x);
      case TANH -> Math.tanh(x);
      case SILU -> x * sigmoid(x);
      case HARD_SWISH -> x * hardSigmoid(x);
      case GELU -> x * normal(x);
      case GELU_TANH ->
          x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case MISH -> x * Math.tanh(Math.log1p(Math.exp(x)));
    };
  }

  /** By a difference, as no formula can be wrong in. */
  public static double slope(ActivationSpec spec, double x) {
    double step = 1e-5;
    return (activate(spec, x + step) - activate(spec, x - step)) / (2 * step);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double hardSigmoid(double x) {
    return Math.min(Math.max(0, x + 3), 6) / 6;
  }

  /** By the series of erf without alternating signs, the tail by its continued fraction. */
  private static double normal(double x) {
    double z = Math.abs(x) * Math.sqrt(0.5);
    double tail;
    if (z < 3) {
      double term = z;
      double sum = z;
      for (int n = 1; n < 100; n++) {
        term *= 2 * z * z / (2 * n + 1);
        sum += term;
      }
      tail = 0.5 - Math.exp(-z * z) * sum / Math.sqrt(Math.PI);
    } else if (Double.isInfinite(z)) {
      tail = 0;
    } else {
      double fraction = 0;
      for (int n = 60; n > 0; n--) {
        fraction = n / 2.0 / (z + fraction);
      }
      tail = Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction) / 2;
    }
    return x > 0 ? 1 - tail : tail;
  }
}
