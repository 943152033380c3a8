package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Activation;
import dev.skipjack.runtime.kernel.ActivationSpec;
import dev.skipjack.runtime.kernel.Add;
import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.FoldedConvolution;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.Normalize;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One after the other what a fused kernel does at once; no parameters are prepared. */
final class FoldedConvolutionKernel implements FoldedConvolution {
  private final boolean add;
  private final Scratch scratch;
  private final Prologue prologue;
  private final Convolution convolution;
  private final Normalize fold;
  private final Add sum;
  private final Activation relu;

  FoldedConvolutionKernel(FoldedConvolutionSpec spec, Resources resources) {
    NormalizeSpec folded = spec.fold();
    this.add = spec.add();
    this.scratch = resources.scratch;
    this.prologue = new Prologue(spec.prologue(), resources);
    this.convolution = new ConvolutionKernel(spec.convolution(), resources);
    this.fold =
        folded == null
            ? null
            : NormalizationKernels.normalize(
                new NormalizeSpec(folded.channels(), folded.epsilon(), spec.add(), spec.relu()),
                resources);
    this.sum = ElementwiseKernels.add(resources);
    this.relu =
        spec.relu()
            ? ElementwiseKernels.activation(
                new ActivationSpec(ActivationSpec.Kind.RELU, 0), resources)
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
      INDArray foldMean,
      INDArray foldVariance,
      INDArray foldGamma,
      INDArray foldBeta,
      INDArray addend,
      INDArray out) {
    // The addend may be out itself and is read last.
    INDArray convolved = add ? scratch.like(Scratch.Slot.CONVOLVED, out) : out;
    convolution.run(prologue.run(x, mean, variance, gamma, beta), weight, bias, convolved);
    if (fold != null) {
      fold.run(convolved, foldMean, foldVariance, foldGamma, foldBeta, addend, out);
      return;
    }
    if (add) {
      sum.run(convolved, addend, out);
    }
    if (relu != null) {
      relu.run(out, out);
    }
  }
}
