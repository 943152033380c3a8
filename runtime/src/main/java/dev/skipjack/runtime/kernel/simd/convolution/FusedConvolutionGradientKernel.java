package dev.skipjack.runtime.kernel.simd.convolution;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.CorrectedGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Gradients of a convolution with its prologue and its statistics, by the algorithm that fits. */
public final class FusedConvolutionGradientKernel implements Kernel {
  private final Layouts layouts;
  private final Workers workers;
  private final OutputGradient output;
  private final InputGradient input;
  private final GradientSweep sweep;

  /**
   * @param wanted how it is computed; null for the fastest
   * @param shared arrays that the kernels of a network use one after the other
   */
  public FusedConvolutionGradientKernel(
      FusedConvolutionSpec spec,
      boolean accumulate,
      ConvolutionMethod wanted,
      Workers workers,
      Scratch shared) {
    ConvolutionSpec convolution = spec.convolution();
    this.layouts = new Layouts(spec.input(), spec.output());
    this.workers = workers;
    this.output = new OutputGradient(convolution.outChannels(), workers);
    this.input = new InputGradient(spec.prologue(), convolution.inChannels(), accumulate, shared);
    this.sweep = GradientChoice.of(spec, wanted, output, input, workers, shared);
  }

  /** Whether there is an algorithm for maps that lie as the specification says. */
  public static boolean handles(FusedConvolutionSpec spec) {
    return GradientChoice.handles(spec);
  }

  @Override
  public Runnable bind(Operands operands) {
    FeatureMap x = FeatureMap.of(operands, INPUT, layouts.input());
    BatchNorm norm = BatchNorm.of(operands);
    Memory weight = Memory.of(operands, WEIGHT);
    CorrectedGradient ofOutput = CorrectedGradient.of(operands, layouts.output());
    FeatureMap toInput = FeatureMap.of(operands, INPUT_GRADIENT, layouts.input());
    Memory toMean = Memory.of(operands, MEAN_GRADIENT);
    Memory toVariance = Memory.of(operands, VARIANCE_GRADIENT);
    Memory toGamma = Memory.of(operands, GAMMA_GRADIENT);
    Memory toBeta = Memory.of(operands, BETA_GRADIENT);
    Memory toWeight = Memory.of(operands, WEIGHT_GRADIENT);
    Memory toBias = Memory.of(operands, BIAS_GRADIENT);
    boolean sums = toMean != null || toVariance != null || toGamma != null || toBeta != null;
    return () -> {
      output.prepare(ofOutput);
      input.prepare(x, norm, toInput);
      workers.turn();
      sweep.run(weight, toInput != null || sums, toWeight);
      if (sums) {
        input.write(toMean, toVariance, toGamma, toBeta);
      }
      if (toBias != null) {
        output.writeSums(toBias);
      }
    };
  }
}
