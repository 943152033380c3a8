package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import java.util.HashMap;
import java.util.Map;

/** What networks of convolution, batch norm and ReLU do with a convolution, on noise. */
final class ConvolutionPasses implements AutoCloseable {
  private final Kernels kernels;
  private final ConvolutionSpec spec;
  private final Map<String, Runnable> passes = new HashMap<>();
  private final Tensor x;
  private final Tensor out;
  private final Tensor weight;
  private final Tensor outGradient;
  private final Tensor inputGradient;
  private final Tensor weightGradient;
  private final Tensor bias;
  private final Tensor mean;
  private final Tensor variance;

  /**
   * @param kernels closed with this
   */
  ConvolutionPasses(Kernels kernels, ConvolutionSpec spec, int images, int side) {
    this.kernels = kernels;
    this.spec = spec;
    int span = 2 * spec.padding().height() - spec.kernel().height(); // squares alone
    int outSide = (side + span) / spec.stride() + 1;
    int outs = spec.outChannels();
    this.x = Maps.random(kernels, images, spec.inChannels(), side, side);
    this.out = Maps.random(kernels, images, outs, outSide, outSide);
    this.weight =
        Maps.parameter(
            outs, spec.inChannels() / spec.groups(), spec.kernel().height(), spec.kernel().width());
    this.outGradient = Maps.random(kernels, images, outs, outSide, outSide);
    this.inputGradient = Maps.random(kernels, x.shape());
    this.weightGradient = Maps.parameter(weight.shape());
    this.bias = spec.bias() ? Maps.parameter(outs) : null;
    this.mean = Maps.random(kernels, outs);
    this.variance = Maps.random(kernels, outs);
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
