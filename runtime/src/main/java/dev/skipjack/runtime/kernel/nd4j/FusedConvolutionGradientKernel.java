package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Add;
import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolutionGradient;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.NormalizeGradient;
import dev.skipjack.runtime.kernel.StatisticsGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The pieces of {@link FusedConvolutionKernel} backwards: statistics, convolution, prologue, whose
 * result is computed again because the forward pass did not keep it.
 */
final class FusedConvolutionGradientKernel implements FusedConvolutionGradient {
  private final Scratch scratch;
  private final StatisticsGradient statistics;
  private final Add add;
  private final Prologue prologue;
  private final ConvolutionGradient convolution;
  private final NormalizeGradient normalize;
  private final Accumulation inputSum;
  private final Accumulation meanSum;
  private final Accumulation varianceSum;

  FusedConvolutionGradientKernel(
      FusedConvolutionSpec spec, boolean accumulate, Resources resources) {
    ConvolutionSpec convolved = spec.convolution();
    this.scratch = resources.scratch;
    this.statistics =
        NormalizationKernels.statisticsGradient(convolved.outChannels(), false, resources);
    this.add = ElementwiseKernels.add(resources);
    this.prologue = new Prologue(spec.prologue(), resources);
    this.convolution = ConvolutionGradientKernel.of(convolved, resources);
    this.normalize =
        spec.prologue() == null ? null : NormalizationKernels.gradient(spec.prologue(), resources);
    this.inputSum = new Accumulation(accumulate, Scratch.Slot.INPUT_GRADIENT, resources);
    this.meanSum = new Accumulation(accumulate, Scratch.Slot.MEAN_GRADIENT, resources);
    this.varianceSum = new Accumulation(accumulate, Scratch.Slot.VARIANCE_GRADIENT, resources);
  }

  @Override
  public void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray weight,
      INDArray out,
      INDArray outMean,
      INDArray outGradient,
      INDArray outMeanGradient,
      INDArray outVarianceGradient,
      INDArray inputGradient,
      INDArray meanGradient,
      INDArray varianceGradient,
      INDArray gammaGradient,
      INDArray betaGradient,
      INDArray weightGradient,
      INDArray biasGradient) {
    INDArray g =
        out == null
            ? outGradient
            : corrected(out, outMean, outGradient, outMeanGradient, outVarianceGradient);
    INDArray z = prologue.run(x, mean, variance, gamma, beta);
    INDArray dx = inputSum.part(inputGradient);
    if (normalize == null) {
      convolution.run(z, weight, g, dx, weightGradient, biasGradient);
    } else {
      INDArray dz =
          anyWanted(dx, meanGradient, varianceGradient, gammaGradient, betaGradient)
              ? scratch.like(Scratch.Slot.NORMALIZED_GRADIENT, z)
              : null;
      convolution.run(z, weight, g, dz, weightGradient, biasGradient);
      if (dz != null) {
        INDArray dMean = meanSum.part(meanGradient);
        INDArray dVariance = varianceSum.part(varianceGradient);
        normalize.run(
            x,
            z,
            mean,
            variance,
            gamma,
            dz,
            dx,
            null,
            gammaGradient,
            betaGradient,
            dMean,
            dVariance);
        meanSum.add(meanGradient);
        varianceSum.add(varianceGradient);
      }
    }
    inputSum.add(inputGradient);
  }

  /** What reaches the output directly and through its statistics. */
  private INDArray corrected(
      INDArray out,
      INDArray outMean,
      INDArray outGradient,
      INDArray outMeanGradient,
      INDArray outVarianceGradient) {
    INDArray g = scratch.like(Scratch.Slot.OUT_GRADIENT, out);
    statistics.run(out, outMean, outMeanGradient, outVarianceGradient, g);
    add.run(g, outGradient, g);
    return g;
  }

  private static boolean anyWanted(INDArray... gradients) {
    for (INDArray gradient : gradients) {
      if (gradient != null) {
        return true;
      }
    }
    return false;
  }
}
