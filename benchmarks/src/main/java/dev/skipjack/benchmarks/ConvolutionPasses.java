package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.ActivationSpec;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Operands;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What networks of convolution, batch norm and ReLU do with a convolution, on noise. */
final class ConvolutionPasses implements AutoCloseable {
  private final Kernels kernels;
  private final ConvolutionSpec spec;
  private final Map<String, Runnable> passes = new HashMap<>();
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
    int span = 2 * spec.padding().height() - spec.kernel().height(); // squares alone
    int outSide = (side + span) / spec.stride() + 1;
    int outs = spec.outChannels();
    this.x = Nd4j.rand(DataType.FLOAT, images, spec.inChannels(), side, side);
    this.out = Nd4j.create(DataType.FLOAT, images, outs, outSide, outSide);
    this.weight =
        Nd4j.rand(
            DataType.FLOAT,
            outs,
            spec.inChannels() / spec.groups(),
            spec.kernel().height(),
            spec.kernel().width());
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
   *     weights (a gradient), or gradients (both at once, as in a training)
   */
  Runnable of(String name) {
    return passes.computeIfAbsent(name, this::bind);
  }

  private Runnable bind(String name) {
    switch (name) {
      case "predict":
        return bound(
            new FoldedConvolutionSpec(spec, null, null, false, ActivationSpec.RELU),
            read().output(out));
      case "forward":
        return bound(fused(), read().output(out).outputMean(mean).outputVariance(variance));
      case "data":
        return bound(gradient(), gradients().inputGradient(inputGradient));
      case "weights":
        return bound(gradient(), gradients().weightGradient(weightGradient));
      case "gradients":
        return bound(
            gradient(), gradients().inputGradient(inputGradient).weightGradient(weightGradient));
      default:
        throw new IllegalArgumentException("no pass is called " + name);
    }
  }

  private Runnable bound(OpSpec op, Operands operands) {
    return kernels.step(op).bind(operands)::run;
  }

  private FusedConvolutionSpec fused() {
    return new FusedConvolutionSpec(spec, null, true);
  }

  private FusedConvolutionGradientSpec gradient() {
    return new FusedConvolutionGradientSpec(fused(), false);
  }

  private Operands read() {
    return new Operands().input(x).weight(weight).bias(bias);
  }

  private Operands gradients() {
    return new Operands()
        .input(x)
        .weight(weight)
        .output(out)
        .outputMean(mean)
        .outputGradient(outGradient)
        .outputMeanGradient(mean)
        .outputVarianceGradient(variance);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
