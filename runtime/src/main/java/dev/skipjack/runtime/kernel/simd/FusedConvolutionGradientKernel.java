package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolutionGradient;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradients of a convolution with its prologue and its statistics, by the algorithm that fits. */
final class FusedConvolutionGradientKernel implements FusedConvolutionGradient {
  private final OutputGradient output;
  private final InputGradient input;
  private final GradientSweep sweep;

  private final Operand<Planes> xs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private final Operand<Memory> weights = Operand.memory();
  private final Operand<Memory> outMeans = Operand.memory();
  private final Operand<Memory> outMeanGradients = Operand.memory();
  private final Operand<Memory> outVarianceGradients = Operand.memory();
  private final Operand<Memory> meanGradients = Operand.memory();
  private final Operand<Memory> varianceGradients = Operand.memory();
  private final Operand<Memory> gammaGradients = Operand.memory();
  private final Operand<Memory> betaGradients = Operand.memory();
  private final Operand<Memory> weightGradients = Operand.memory();
  private final Operand<Memory> biasGradients = Operand.memory();

  /**
   * @param wanted how it is computed; null for the fastest
   * @param shared arrays that the kernels of a network use one after the other
   */
  FusedConvolutionGradientKernel(
      FusedConvolutionSpec spec,
      boolean accumulate,
      ConvolutionMethod wanted,
      Workers workers,
      Scratch shared) {
    ConvolutionSpec convolution = spec.convolution();
    this.output = new OutputGradient(convolution.outChannels(), workers);
    this.input = new InputGradient(spec.prologue(), convolution.inChannels(), accumulate, shared);
    this.sweep = GradientSweep.of(convolution, wanted, output, input, workers, shared);
  }

  /** A convolution that nothing was fused to. */
  static ConvolutionGradient plain(FusedConvolutionGradient kernel) {
    return (x, weight, outGradient, inputGradient, weightGradient, biasGradient) ->
        kernel.run(
            x,
            null,
            null,
            null,
            null,
            weight,
            null,
            null,
            outGradient,
            null,
            null,
            inputGradient,
            null,
            null,
            null,
            null,
            weightGradient,
            biasGradient);
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
    output.prepare(
        outGradients.of(outGradient),
        outs.of(out),
        outMeans.of(outMean),
        outMeanGradients.of(outMeanGradient),
        outVarianceGradients.of(outVarianceGradient));
    input.prepare(xs.of(x), mean, variance, gamma, beta, inputGradients.of(inputGradient));
    boolean sums =
        meanGradient != null
            || varianceGradient != null
            || gammaGradient != null
            || betaGradient != null;
    sweep.run(
        weights.of(weight), inputGradient != null || sums, weightGradients.of(weightGradient));
    if (sums) {
      input.write(
          meanGradients.of(meanGradient),
          varianceGradients.of(varianceGradient),
          gammaGradients.of(gammaGradient),
          betaGradients.of(betaGradient));
    }
    if (biasGradient != null) {
      output.writeSums(biasGradients.of(biasGradient));
    }
  }
}
