package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/** Gradients of any convolution, one after the other. */
final class GeneralGradient implements GradientSweep {
  private final GeneralDataGradient data;
  private final GeneralWeightGradient weights;

  GeneralGradient(
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
