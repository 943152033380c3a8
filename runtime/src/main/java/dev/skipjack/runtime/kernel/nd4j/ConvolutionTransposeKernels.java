package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code deconv2d} forward; its gradients are those of the convolution from {@code out} to {@code
 * x}, because {@code deconv2d_bp} refuses output padding.
 */
final class ConvolutionTransposeKernels {
  private ConvolutionTransposeKernels() {}

  static Composed forward(ConvolutionTransposeSpec spec, Resources resources) {
    int k = spec.kernel();
    int s = spec.stride();
    int p = spec.padding();
    // Explicit padding, NCHW, weights [in, out, kernel, kernel].
    BoundOp op = resources.op("deconv2d", k, k, s, s, p, p, 1, 1, 0, 0, 1);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray weight = operands.array(WEIGHT);
      INDArray bias = operands.findArray(BIAS);
      INDArray out = operands.array(OUTPUT);
      op.run(bias == null ? BoundOp.arrays(x, weight) : BoundOp.arrays(x, weight, bias), out);
    };
  }

  static Composed gradient(ConvolutionTransposeSpec spec, Resources resources) {
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
    Composed convolution = new ConvolutionKernel(back, resources);
    Composed convolutionGradient = ConvolutionGradientKernel.of(back, resources);
    ChannelSums sums = new ChannelSums(resources);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray weight = operands.array(WEIGHT);
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.findArray(INPUT_GRADIENT);
      INDArray weightGradient = operands.findArray(WEIGHT_GRADIENT);
      INDArray biasGradient = operands.findArray(BIAS_GRADIENT);
      if (inputGradient != null) {
        convolution.run(
            new Operands()
                .with(INPUT, outGradient)
                .with(WEIGHT, weight)
                .with(OUTPUT, inputGradient));
      }
      if (weightGradient != null) {
        convolutionGradient.run(
            new Operands()
                .with(INPUT, outGradient)
                .with(WEIGHT, weight)
                .with(OUTPUT_GRADIENT, x)
                .with(WEIGHT_GRADIENT, weightGradient));
      }
      if (biasGradient != null) {
        sums.run(resources.dense(outGradient, Scratch.Slot.A), biasGradient);
      }
    };
  }
}
