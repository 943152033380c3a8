package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionTransposeGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution that leads back from {@code out} to {@code x}: its output is the data gradient,
 * and its weight gradient, with the roles of both maps swapped, the weight gradient.
 */
final class ConvolutionTransposeGradientKernel implements ConvolutionTransposeGradient {
  private final Convolution convolution;
  private final ConvolutionGradient gradient;
  private final OutputGradient sums;
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Memory> biasGradients = Operand.memory();

  /**
   * @param convolution from {@code out} to {@code x}
   * @param gradient of that convolution
   * @param outChannels of this one
   */
  ConvolutionTransposeGradientKernel(
      Convolution convolution, ConvolutionGradient gradient, int outChannels, Workers workers) {
    this.convolution = convolution;
    this.gradient = gradient;
    this.sums = new OutputGradient(outChannels, workers);
  }

  @Override
  public void run(
      INDArray x,
      INDArray weight,
      INDArray outGradient,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient) {
    if (inputGradient != null) {
      convolution.run(outGradient, weight, null, inputGradient);
    }
    if (weightGradient != null) {
      gradient.run(outGradient, weight, x, null, weightGradient, null);
    }
    if (biasGradient != null) {
      sums.prepare(outGradients.of(outGradient), null, null, null, null);
      sums.writeSums(biasGradients.of(biasGradient));
    }
  }
}
