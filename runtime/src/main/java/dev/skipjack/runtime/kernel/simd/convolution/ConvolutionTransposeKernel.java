package dev.skipjack.runtime.kernel.simd.convolution;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.CorrectedGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The data gradient of the convolution that leads back from {@code out} to {@code x}. */
public final class ConvolutionTransposeKernel implements Kernel {
  private final OutputGradient input;
  private final InputGradient output;
  private final GradientSweep sweep;
  private final float[] bias;

  /**
   * @param shared arrays that the kernels of a network use one after the other
   */
  public ConvolutionTransposeKernel(
      ConvolutionTransposeSpec spec, Workers workers, Scratch shared) {
    this.input = new OutputGradient(spec.inChannels(), workers);
    this.output = new InputGradient(null, spec.outChannels(), false, shared);
    this.sweep = GradientChoice.ofPlanes(back(spec), null, input, output, workers, shared);
    this.bias = spec.bias() ? new float[spec.outChannels()] : null;
  }

  /** The convolution whose forward pass is the data gradient of this one. */
  public static ConvolutionSpec back(ConvolutionTransposeSpec spec) {
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
  public Runnable bind(Operands operands) {
    CorrectedGradient from = CorrectedGradient.plain(Planes.of(operands, INPUT));
    Memory weight = Memory.of(operands, WEIGHT);
    Memory ofBias = Memory.of(operands, BIAS);
    Planes to = Planes.of(operands, OUTPUT);
    return () -> {
      input.prepare(from);
      // Where only the data gradient is wanted, the values of the convolution's input are not read.
      output.prepare(to, BatchNorm.NONE, to);
      if (bias != null) {
        ofBias.read(0, bias, 0, bias.length);
        output.offset(bias);
      }
      sweep.run(weight, true, null);
    };
  }
}
