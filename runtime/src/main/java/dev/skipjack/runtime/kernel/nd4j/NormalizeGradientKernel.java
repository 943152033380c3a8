package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.NormalizeGradient;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * With r = 1/√(variance + ε), x̂ = (x - mean)·r, g the gradient where the ReLU passed, and M values
 * in a channel: dβ = Σg, dγ = Σg·x̂, dx = γ·r·(g - dβ/M - x̂·dγ/M), or γ·r·g for fixed statistics
 * (Ioffe and Szegedy 2015, section 3). Each line is one op or two on whole maps; what is per
 * channel is computed on vectors.
 */
final class NormalizeGradientKernel implements NormalizeGradient {
  private final boolean relu;
  private final boolean fixedStatistics;
  private final INDArray epsilon;
  private final Resources resources;
  private final BoundOp normalize;
  private final BoundOp correct;
  private final BoundOp scale;
  private final PassedMask mask;
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
  private final INDArray gammaTimesR;
  private final INDArray slope;
  private final INDArray offset;

  NormalizeGradientKernel(
      NormalizeSpec spec,
      boolean fixedStatistics,
      Resources resources,
      BoundOp normalize,
      BoundOp scale) {
    this.relu = spec.relu();
    this.fixedStatistics = fixedStatistics;
    this.epsilon = resources.filled(spec.epsilon(), spec.channels());
    this.resources = resources;
    this.normalize = normalize;
    this.scale = scale;
    this.correct = resources.op("batchnorm", new long[] {1, 1, 1}, 0);
    this.mask = new PassedMask(resources);
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
    this.gammaTimesR = resources.filled(0, channels);
    this.slope = resources.filled(0, channels);
    this.offset = resources.filled(0, channels);
  }

  @Override
  public void run(
      INDArray x,
      INDArray out,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray gammaGradient,
      INDArray betaGradient) {
    INDArray g = passed(out, outGradient);
    INDArray dGamma = gammaGradient == null ? ownGamma : gammaGradient;
    INDArray dBeta = betaGradient == null ? ownBeta : betaGradient;
    if (betaGradient != null || !fixedStatistics) {
      betaSums.run(g, dBeta);
    }
    if (gammaGradient != null || !fixedStatistics) {
      INDArray normalized = resources.scratch.like(Scratch.Slot.B, x);
      INDArray product = resources.scratch.like(Scratch.Slot.C, x);
      normalize.run(BoundOp.arrays(x, mean, variance, one, zero), normalized);
      multiply.run(BoundOp.arrays(normalized, g), product);
      gammaSums.run(product, dGamma);
    }
    if (inputGradient != null) {
      inputGradient(variance, gamma, g, dGamma, dBeta, inputGradient);
    }
  }

  /** The gradient where the ReLU passed; dense. */
  private INDArray passed(INDArray out, INDArray outGradient) {
    INDArray g = resources.dense(outGradient, Scratch.Slot.A);
    if (!relu) {
      return g;
    }
    INDArray masked = resources.scratch.like(Scratch.Slot.A, outGradient);
    mask.run(out, g, masked);
    return masked;
  }

  /** Finds the normalised input in slot B. */
  private void inputGradient(
      INDArray variance,
      INDArray gamma,
      INDArray g,
      INDArray dGamma,
      INDArray dBeta,
      INDArray inputGradient) {
    add.run(BoundOp.arrays(variance, epsilon), gammaTimesR);
    Transforms.sqrt(gammaTimesR, false);
    divide.run(BoundOp.arrays(gamma, gammaTimesR), gammaTimesR);
    INDArray result = resources.denseResult(inputGradient, Scratch.Slot.C);
    if (fixedStatistics) {
      scale.run(BoundOp.arrays(g, zero, one, gammaTimesR, zero), result);
    } else {
      double share = -1.0 / (g.length() / gamma.length());
      multiply.run(BoundOp.arrays(gammaTimesR, dGamma), slope);
      scaling.run(slope, share, slope);
      multiply.run(BoundOp.arrays(gammaTimesR, dBeta), offset);
      scaling.run(offset, share, offset);
      INDArray normalized = resources.scratch.like(Scratch.Slot.B, g);
      correct.run(BoundOp.arrays(normalized, zero, one, slope, offset), result);
      INDArray scaled = resources.scratch.like(Scratch.Slot.B, g);
      scale.run(BoundOp.arrays(g, zero, one, gammaTimesR, zero), scaled);
      add.run(BoundOp.arrays(result, scaled), result);
    }
    Resources.deliver(result, inputGradient);
  }
}
