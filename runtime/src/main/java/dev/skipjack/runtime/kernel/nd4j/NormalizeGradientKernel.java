package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * With r = 1/√(variance + ε), x̂ = (x - mean)·r and g the gradient before the activation: dβ = Σg,
 * dγ = Σg·x̂, dx = γ·r·g, dmean = -γ·r·dβ, dvariance = -½·γ·r²·dγ. Each line is one op or two on
 * whole maps; what is per channel is computed on vectors.
 */
final class NormalizeGradientKernel implements Composed {
  private final NormalizeSpec spec;
  private final INDArray epsilon;
  private final Resources resources;
  private final BoundOp normalize;
  private final BoundOp scale;
  private final ActivationGradients.Gradient activation;
  private final BoundOp multiply;
  private final BoundOp add;
  private final BoundOp divide;
  private final Scaling scaling = new Scaling();
  private final ChannelSums betaSums;
  private final ChannelSums gammaSums;
  private final INDArray one;
  private final INDArray zero;
  private final INDArray ownGamma;
  private final INDArray ownBeta;
  private final INDArray root;
  private final INDArray gammaTimesR;

  NormalizeGradientKernel(
      NormalizeSpec spec, Resources resources, BoundOp normalize, BoundOp scale) {
    this.spec = spec;
    this.epsilon = resources.filled(spec.epsilon(), spec.channels());
    this.resources = resources;
    this.normalize = normalize;
    this.scale = scale;
    this.activation =
        spec.activation() == null ? null : ActivationGradients.of(spec.activation(), resources);
    this.multiply = resources.op("multiply");
    this.add = resources.op("add");
    this.divide = resources.op("divide");
    this.betaSums = new ChannelSums(resources);
    this.gammaSums = new ChannelSums(resources);
    int channels = spec.channels();
    this.one = resources.filled(1, channels);
    this.zero = resources.filled(0, channels);
    this.ownGamma = resources.filled(0, channels);
    this.ownBeta = resources.filled(0, channels);
    this.root = resources.filled(0, channels);
    this.gammaTimesR = resources.filled(0, channels);
  }

  @Override
  public void run(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray mean = operands.array(MEAN);
    INDArray variance = operands.array(VARIANCE);
    INDArray gamma = operands.array(GAMMA);
    INDArray outGradient = operands.array(OUTPUT_GRADIENT);
    INDArray inputGradient = operands.findArray(INPUT_GRADIENT);
    INDArray addendGradient = operands.findArray(ADDEND_GRADIENT);
    INDArray gammaGradient = operands.findArray(GAMMA_GRADIENT);
    INDArray betaGradient = operands.findArray(BETA_GRADIENT);
    INDArray meanGradient = operands.findArray(MEAN_GRADIENT);
    INDArray varianceGradient = operands.findArray(VARIANCE_GRADIENT);
    INDArray g = beforeActivation(operands, outGradient);
    INDArray dGamma = gammaGradient == null ? ownGamma : gammaGradient;
    INDArray dBeta = betaGradient == null ? ownBeta : betaGradient;
    if (betaGradient != null || meanGradient != null) {
      betaSums.run(g, dBeta);
    }
    if (gammaGradient != null || varianceGradient != null) {
      gammaGradient(x, mean, variance, g, dGamma);
    }
    add.run(BoundOp.arrays(variance, epsilon), root);
    Transforms.sqrt(root, false);
    divide.run(BoundOp.arrays(gamma, root), gammaTimesR);
    if (meanGradient != null) {
      multiply.run(BoundOp.arrays(gammaTimesR, dBeta), meanGradient);
      scaling.run(meanGradient, -1, meanGradient);
    }
    if (varianceGradient != null) {
      multiply.run(BoundOp.arrays(gammaTimesR, dGamma), varianceGradient);
      divide.run(BoundOp.arrays(varianceGradient, root), varianceGradient);
      scaling.run(varianceGradient, -0.5, varianceGradient);
    }
    if (inputGradient != null) {
      INDArray result = resources.denseResult(inputGradient, Scratch.Slot.C);
      scale.run(BoundOp.arrays(g, zero, one, gammaTimesR, zero), result);
      Resources.deliver(result, inputGradient);
    }
    if (addendGradient != null) {
      Resources.deliver(g, addendGradient);
    }
  }

  private void gammaGradient(
      INDArray x, INDArray mean, INDArray variance, INDArray g, INDArray dGamma) {
    INDArray normalized = resources.scratch.like(Scratch.Slot.B, x);
    INDArray product = resources.scratch.like(Scratch.Slot.C, x);
    normalize.run(BoundOp.arrays(x, mean, variance, one, zero), normalized);
    multiply.run(BoundOp.arrays(normalized, g), product);
    gammaSums.run(product, dGamma);
  }

  /** The gradient before the activation; dense. */
  private INDArray beforeActivation(Operands operands, INDArray outGradient) {
    INDArray g = resources.dense(outGradient, Scratch.Slot.A);
    if (activation == null) {
      return g;
    }
    INDArray result = resources.scratch.like(Scratch.Slot.A, outGradient);
    activation.run(
        spec.gradientReadsInput()
            ? activationInput(operands)
            : resources.dense(operands.array(OUTPUT), Scratch.Slot.B),
        g,
        result);
    return result;
  }

  /** What the activation was given, computed again; dense. */
  private INDArray activationInput(Operands operands) {
    INDArray x = operands.array(INPUT);
    INDArray z = resources.scratch.like(Scratch.Slot.ACTIVATED, x);
    normalize.run(
        BoundOp.arrays(
            x,
            operands.array(MEAN),
            operands.array(VARIANCE),
            operands.array(GAMMA),
            operands.array(BETA)),
        z);
    if (spec.add()) {
      INDArray addend = resources.dense(operands.array(ADDEND), Scratch.Slot.B);
      add.run(BoundOp.arrays(z, addend), z);
    }
    return z;
  }
}
