package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FoldedConvolution;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolution;
import dev.skipjack.runtime.kernel.FusedConvolutionGradient;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.Kernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What networks of convolution, batch norm and ReLU do with a convolution, on noise. */
final class ConvolutionPasses implements AutoCloseable {
  private final Kernels kernels;
  private final ConvolutionSpec spec;
  private final FoldedConvolution folded;
  private final FusedConvolution forward;
  private final FusedConvolutionGradient gradient;
  private final INDArray x;
  private final INDArray out;
  private final INDArray weight;
  private final INDArray outGradient;
  private final INDArray inputGradient;
  private final INDArray weightGradient;
  private final INDArray bias;
  private final INDArray mean;
  private final INDArray variance;

  /**
   * @param kernels closed with this
   */
  ConvolutionPasses(Kernels kernels, ConvolutionSpec spec, int images, int side) {
    this.kernels = kernels;
    this.spec = spec;
    FusedConvolutionSpec fused = new FusedConvolutionSpec(spec, null, true);
    this.folded =
        kernels.foldedConvolution(new FoldedConvolutionSpec(spec, null, null, false, true));
    this.forward = kernels.fusedConvolution(fused);
    this.gradient = kernels.fusedConvolutionGradient(fused, false);
    int outSide = (side + 2 * spec.padding() - spec.kernel()) / spec.stride() + 1;
    int outs = spec.outChannels();
    this.x = Nd4j.rand(DataType.FLOAT, images, spec.inChannels(), side, side);
    this.out = Nd4j.create(DataType.FLOAT, images, outs, outSide, outSide);
    this.weight =
        Nd4j.rand(
            DataType.FLOAT, outs, spec.inChannels() / spec.groups(), spec.kernel(), spec.kernel());
    this.outGradient = Nd4j.rand(DataType.FLOAT, images, outs, outSide, outSide);
    this.inputGradient = x.like();
    this.weightGradient = weight.like();
    this.bias = spec.bias() ? Nd4j.rand(DataType.FLOAT, outs) : null;
    this.mean = Nd4j.rand(DataType.FLOAT, outs);
    this.variance = Nd4j.rand(DataType.FLOAT, outs);
  }

  /** Multiply-adds of a pass. */
  double products() {
    return (double) out.length() * weight.length() / spec.outChannels();
  }

  /**
   * A pass.
   *
   * @param name predict, forward (of a training: weights are packed, statistics computed), data or
   *     weights (a gradient)
   */
  Runnable of(String name) {
    switch (name) {
      case "predict":
        return this::predict;
      case "forward":
        return this::forward;
      case "data":
        return () -> gradient(inputGradient, null);
      case "weights":
        return () -> gradient(null, weightGradient);
      default:
        throw new IllegalArgumentException("no pass is called " + name);
    }
  }

  private void predict() {
    folded.run(x, null, null, null, null, weight, bias, null, null, null, null, null, out);
  }

  private void forward() {
    forward.run(x, null, null, null, null, weight, bias, out, mean, variance);
  }

  private void gradient(INDArray inputGradient, INDArray weightGradient) {
    gradient.run(
        x,
        null,
        null,
        null,
        null,
        weight,
        out,
        mean,
        outGradient,
        mean,
        variance,
        inputGradient,
        null,
        null,
        null,
        null,
        weightGradient,
        null);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
