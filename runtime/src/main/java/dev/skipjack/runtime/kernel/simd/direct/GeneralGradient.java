package dev.skipjack.runtime.kernel.simd.direct;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Gradients of any convolution, one after the other. */
public final class GeneralGradient implements GradientSweep {
  private final GeneralDataGradient data;
  private final GeneralWeightGradient weights;

  public GeneralGradient(
      ConvolutionSpec spec,
      ConvolutionMethod wanted,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.data = new GeneralDataGradient(spec, wanted, output, input, workers, shared);
    this.weights = new GeneralWeightGradient(spec, output, input, workers, shared);
  }

  @Override
  public void run(Memory weight, boolean wantsData, Memory weightGradient) {
    if (weightGradient != null) {
      weights.run(weightGradient);
    }
    if (wantsData) {
      data.run(weight);
    }
  }
}
