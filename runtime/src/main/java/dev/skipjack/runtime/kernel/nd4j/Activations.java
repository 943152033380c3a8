package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Activations of dense arrays, as far as possible of ND4J's operations that show NaN where PyTorch
 * does.
 */
final class Activations {
  /** {@code √(2/π)}, as GELU's approximation by tanh has it, and its cubic term. */
  static final double ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  static final double CUBIC = 0.044715;

  /** {@code result = activation(x)}; they may be the same. */
  interface Function {
    void run(INDArray x, INDArray result);
  }

  private Activations() {}

  static Function of(ActivationSpec spec, Resources resources) {
    Pieces p = new Pieces(resources);
    double slope = spec.slope();
    return switch (spec.kind()) {
      case RELU -> p::relu;
      case RELU6 -> p::relu6;
      case LEAKY_RELU -> (x, result) -> leak(p, slope, x, result);
      case ELU -> (x, result) -> elu(p, slope, x, result);
      case SIGMOID -> p::sigmoid;
      case HARD_SIGMOID -> (x, result) -> hardSigmoid(p, x, result);
      case TANH -> p::tanh;
      case SILU -> (x, result) -> silu(p, x, result);
      case HARD_SWISH -> (x, result) -> hardSwish(p, x, result);
      case GELU -> (x, result) -> gelu(p, x, result);
      case GELU_TANH -> (x, result) -> geluTanh(p, x, result);
      case MISH -> (x, result) -> mish(p, x, result);
    };
  }

  /** (1 - slope)·rectified + slope·everything; the lrelu op rounds its slope to float. */
  private static void leak(Pieces p, double slope, INDArray x, INDArray result) {
    INDArray part = p.spare(0, x);
    p.scale(x, slope, part);
    p.relu(x, result);
    p.scale(result, 1 - slope, result);
    p.add(result, part, result);
  }

  /** max(x, 0) + alpha·(e^min(x, 0) - 1). */
  private static void elu(Pieces p, double alpha, INDArray x, INDArray result) {
    INDArray part = p.spare(0, x);
    p.negativePart(x, part);
    p.expMinusOne(part, part);
    p.scale(part, alpha, part);
    p.relu(x, result);
    p.add(result, part, result);
  }

  static void hardSigmoid(Pieces p, INDArray x, INDArray result) {
    p.shift(x, 3, result);
    p.relu6(result, result);
    p.scale(result, 1 / 6.0, result);
  }

  private static void silu(Pieces p, INDArray x, INDArray result) {
    INDArray sigmoid = p.spare(0, x);
    p.sigmoid(x, sigmoid);
    p.multiply(x, sigmoid, result);
  }

  private static void hardSwish(Pieces p, INDArray x, INDArray result) {
    INDArray gate = p.spare(0, x);
    hardSigmoid(p, x, gate);
    p.multiply(x, gate, result);
  }

  /** x/2 + x/2·erf(x/√2). */
  private static void gelu(Pieces p, INDArray x, INDArray result) {
    INDArray part = p.spare(0, x);
    p.scale(x, Math.sqrt(0.5), part);
    p.erf(part, part);
    p.multiply(part, x, part);
    p.add(part, x, result);
    p.scale(result, 0.5, result);
  }

  /** x·σ(2u), which is x·(1 + tanh u)/2. */
  private static void geluTanh(Pieces p, INDArray x, INDArray result) {
    INDArray gate = p.spare(0, x);
    cubic(p, x, CUBIC, gate);
    p.sigmoid(gate, gate);
    p.multiply(x, gate, result);
  }

  /** {@code 2·√(2/π)·(x + factor·x³)}, in spare number 1 and {@code to}, not x. */
  static void cubic(Pieces p, INDArray x, double factor, INDArray to) {
    INDArray linear = p.spare(1, x);
    p.scale(x, 2 * ROOT_2_OVER_PI, linear);
    p.multiply(x, x, to);
    p.scale(to, factor, to);
    p.multiply(to, linear, to);
    p.add(to, linear, to);
  }

  private static void mish(Pieces p, INDArray x, INDArray result) {
    INDArray gate = p.spare(0, x);
    p.softplus(x, gate);
    p.tanh(gate, gate);
    p.multiply(x, gate, result);
  }
}
