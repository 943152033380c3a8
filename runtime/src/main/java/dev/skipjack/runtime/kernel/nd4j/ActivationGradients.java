package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradients of {@link Activations}. */
final class ActivationGradients {
  /**
   * {@code result = g·activation'}; the result may be one of the others.
   *
   * <p>{@code of} is the activation's input or output, whichever its gradient reads.
   */
  interface Gradient {
    void run(INDArray of, INDArray g, INDArray result);
  }

  private ActivationGradients() {}

  static Gradient of(ActivationSpec spec, Resources resources) {
    Pieces p = new Pieces(resources);
    double slope = spec.slope();
    return switch (spec.kind()) {
      // Where the output is NaN as elsewhere, as in PyTorch; ND4J's relu_bp hides NaN.
      case RELU -> p::unlessPositive;
      case RELU6 -> (y, g, result) -> between(p, y, 6, g, result);
      case LEAKY_RELU -> (y, g, result) -> leak(p, slope, y, g, result);
      case ELU -> (y, g, result) -> elu(p, slope, y, g, result);
      case SIGMOID -> (y, g, result) -> sigmoid(p, y, g, result);
      case HARD_SIGMOID -> (y, g, result) -> hardSigmoid(p, y, g, result);
      case TANH -> (y, g, result) -> tanh(p, y, g, result);
      case SILU -> (x, g, result) -> silu(p, x, g, result);
      case HARD_SWISH -> (x, g, result) -> hardSwish(p, x, g, result);
      case GELU -> (x, g, result) -> gelu(p, x, g, result);
      case GELU_TANH -> (x, g, result) -> geluTanh(p, x, g, result);
      case MISH -> (x, g, result) -> mish(p, x, g, result);
    };
  }

  /** g where y lies between 0 and most, and where it is NaN; zero where it is one of them. */
  private static void between(Pieces p, INDArray y, double most, INDArray g, INDArray result) {
    INDArray above = p.spare(0, y);
    p.shift(y, -most, above);
    p.unlessPositive(y, g, result);
    p.unlessNegative(above, result, result);
  }

  private static void leak(Pieces p, double slope, INDArray y, INDArray g, INDArray result) {
    INDArray part = p.spare(0, g);
    p.scale(g, slope, part);
    p.wherePositive(y, g, result);
    p.scale(result, 1 - slope, result);
    p.add(result, part, result);
  }

  /** w = g·(min(y, 0) + alpha), and g - w more where y is positive. */
  private static void elu(Pieces p, double alpha, INDArray y, INDArray g, INDArray result) {
    INDArray w = p.spare(0, y);
    INDArray rest = p.spare(1, y);
    p.negativePart(y, w);
    p.shift(w, alpha, w);
    p.multiply(g, w, w);
    p.subtract(g, w, rest);
    p.wherePositive(y, rest, rest);
    p.add(w, rest, result);
  }

  /** g·(y - y²). */
  private static void sigmoid(Pieces p, INDArray y, INDArray g, INDArray result) {
    INDArray slope = p.spare(0, y);
    p.multiply(y, y, slope);
    p.subtract(y, slope, slope);
    p.multiply(g, slope, result);
  }

  private static void hardSigmoid(Pieces p, INDArray y, INDArray g, INDArray result) {
    INDArray part = p.spare(1, y);
    p.scale(g, 1 / 6.0, part);
    p.wherePositive(y, part, part); // hides NaN, as PyTorch does here
    between(p, y, 1, part, result);
  }

  /** g - g·y². */
  private static void tanh(Pieces p, INDArray y, INDArray g, INDArray result) {
    INDArray part = p.spare(0, y);
    p.multiply(y, y, part);
    p.multiply(g, part, part);
    p.subtract(g, part, result);
  }

  /** g·(σ + x·(σ - σ²)). */
  private static void silu(Pieces p, INDArray x, INDArray g, INDArray result) {
    INDArray sigmoid = p.spare(0, x);
    p.sigmoid(x, sigmoid);
    throughGate(p, sigmoid, x, g, result);
  }

  /** g·(gate + (gate - gate²)·by); spare number 1 is overwritten. */
  private static void throughGate(
      Pieces p, INDArray gate, INDArray by, INDArray g, INDArray result) {
    INDArray slope = p.spare(1, gate);
    p.multiply(gate, gate, slope);
    p.subtract(gate, slope, slope);
    p.multiply(slope, by, slope);
    p.add(slope, gate, slope);
    p.multiply(g, slope, result);
  }

  /** g·h, and g·x/6 more where the hard sigmoid h lies between 0 and 1. */
  private static void hardSwish(Pieces p, INDArray x, INDArray g, INDArray result) {
    INDArray gate = p.spare(1, x);
    INDArray part = p.spare(2, x);
    Activations.hardSigmoid(p, x, gate);
    p.multiply(g, x, part);
    p.scale(part, 1 / 6.0, part);
    between(p, gate, 1, part, part);
    p.multiply(g, gate, gate);
    p.add(gate, part, result);
  }

  /** g/2 + g·(erf(x/√2)/2 + x·e^(-x²/2)/√(2π)). */
  private static void gelu(Pieces p, INDArray x, INDArray g, INDArray result) {
    INDArray half = p.spare(0, x);
    INDArray density = p.spare(1, x);
    p.scale(x, Math.sqrt(0.5), half);
    p.erf(half, half);
    p.scale(half, 0.5, half);
    p.shift(half, 0.5, half);
    p.multiply(x, x, density);
    p.scale(density, -0.5, density);
    p.exp(density, density);
    p.scale(density, 1 / Math.sqrt(2 * Math.PI), density);
    p.multiply(density, x, density);
    p.add(half, density, half);
    p.multiply(g, half, result);
  }

  /** g·(σ + (σ - σ²)·x·2u') with σ of 2u, where x·2u' is a cubic as 2u itself. */
  private static void geluTanh(Pieces p, INDArray x, INDArray g, INDArray result) {
    INDArray gate = p.spare(0, x);
    INDArray by = p.spare(2, x);
    Activations.cubic(p, x, Activations.CUBIC, gate);
    p.sigmoid(gate, gate);
    Activations.cubic(p, x, 3 * Activations.CUBIC, by);
    throughGate(p, gate, by, g, result);
  }

  /** g·(t + x·σ·(1 - t²)) with t = tanh(softplus(x)). */
  private static void mish(Pieces p, INDArray x, INDArray g, INDArray result) {
    INDArray gate = p.spare(0, x);
    INDArray sigmoid = p.spare(1, x);
    INDArray part = p.spare(2, x);
    p.softplus(x, gate);
    p.tanh(gate, gate);
    p.sigmoid(x, sigmoid);
    p.multiply(gate, gate, part);
    p.multiply(part, sigmoid, part);
    p.subtract(sigmoid, part, part);
    p.multiply(part, x, part);
    p.add(part, gate, part);
    p.multiply(g, part, result);
  }
}
