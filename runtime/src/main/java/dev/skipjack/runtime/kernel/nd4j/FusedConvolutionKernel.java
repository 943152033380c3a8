package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.FusedConvolution;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.Statistics;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One after the other what a fused kernel does at once. */
final class FusedConvolutionKernel implements FusedConvolution {
  private final Prologue prologue;
  private final Convolution convolution;
  private final Statistics statistics;

  FusedConvolutionKernel(FusedConvolutionSpec spec, Resources resources) {
    this.prologue = new Prologue(spec.prologue(), resources);
    this.convolution = new ConvolutionKernel(spec.convolution(), resources);
    this.statistics =
        spec.statistics()
            ? NormalizationKernels.statistics(spec.convolution().outChannels(), resources)
            : null;
  }

  @Override
  public void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray weight,
      INDArray bias,
      INDArray out,
      INDArray outMean,
      INDArray outVariance) {
    convolution.run(prologue.run(x, mean, variance, gamma, beta), weight, bias, out);
    if (statistics != null) {
      statistics.run(out, outMean, outVariance);
    }
  }
}
