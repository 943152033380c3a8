package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.ConvolutionTranspose;
import dev.skipjack.runtime.kernel.ConvolutionTransposeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The data gradient of the convolution that leads back from {@code out} to {@code x}. */
final class ConvolutionTransposeKernel implements ConvolutionTranspose {
  private final OutputGradient input;
  private final InputGradient output;
  private final GradientSweep sweep;
  private final float[] bias;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Memory> weights = Operand.memory();
  private final Operand<Memory> biases = Operand.memory();

  /**
   * @param shared arrays that the kernels of a network use one after the other
   */
  ConvolutionTransposeKernel(ConvolutionTransposeSpec spec, Workers workers, Scratch shared) {
    this.input = new OutputGradient(spec.inChannels(), workers);
    this.output = new InputGradient(null, spec.outChannels(), false, shared);
    this.sweep = GradientSweep.of(back(spec), null, input, output, workers, shared);
    this.bias = spec.bias() ? new float[spec.outChannels()] : null;
  }

  /** The convolution whose forward pass is the data gradient of this one. */
  static ConvolutionSpec back(ConvolutionTransposeSpec spec) {
    return new ConvolutionSpec(
        spec.outChannels(),
        spec.inChannels(),
        spec.kernel(),
        spec.stride(),
        spec.padding(),
        1,
        1,
        false);
  }

  @Override
  public void run(INDArray x, INDArray weight, INDArray bias, INDArray out) {
    Planes result = outs.of(out);
    input.prepare(inputs.of(x), null, null, null, null);
    // Where only the data gradient is wanted, the values of the convolution's input are not read.
    output.prepare(result, null, null, null, null, result);
    if (this.bias != null) {
      biases.of(bias).read(0, this.bias, 0, this.bias.length);
      output.offset(this.bias);
    }
    sweep.run(weights.of(weight), true, null);
  }
}
