package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.ConvolutionTranspose;
import dev.skipjack.runtime.kernel.ConvolutionTransposeGradient;
import dev.skipjack.runtime.kernel.ConvolutionTransposeSpec;

/**
 * {@code deconv2d} forward; its gradients are those of the convolution from {@code out} to {@code
 * x}, because {@code deconv2d_bp} refuses output padding.
 */
final class ConvolutionTransposeKernels {
  private ConvolutionTransposeKernels() {}

  static ConvolutionTranspose forward(ConvolutionTransposeSpec spec, Resources resources) {
    int k = spec.kernel();
    int s = spec.stride();
    int p = spec.padding();
    // Explicit padding, NCHW, weights [in, out, kernel, kernel].
    BoundOp op = resources.op("deconv2d", k, k, s, s, p, p, 1, 1, 0, 0, 1);
    return (x, weight, bias, out) ->
        op.run(bias == null ? BoundOp.arrays(x, weight) : BoundOp.arrays(x, weight, bias), out);
  }

  static ConvolutionTransposeGradient gradient(ConvolutionTransposeSpec spec, Resources resources) {
    ConvolutionSpec back =
        new ConvolutionSpec(
            spec.outChannels(),
            spec.inChannels(),
            spec.kernel(),
            spec.stride(),
            spec.padding(),
            1,
            1,
            false);
    Convolution convolution = new ConvolutionKernel(back, resources);
    ConvolutionGradient convolutionGradient = ConvolutionGradientKernel.of(back, resources);
    ChannelSums sums = new ChannelSums(resources);
    return (x, weight, outGradient, inputGradient, weightGradient, biasGradient) -> {
      if (inputGradient != null) {
        convolution.run(outGradient, weight, null, inputGradient);
      }
      if (weightGradient != null) {
        convolutionGradient.run(outGradient, weight, x, null, weightGradient, null);
      }
      if (biasGradient != null) {
        sums.run(resources.dense(outGradient, Scratch.Slot.A), biasGradient);
      }
    };
  }
}
