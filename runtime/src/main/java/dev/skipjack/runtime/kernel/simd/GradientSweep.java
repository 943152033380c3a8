package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/** An algorithm for the gradients of a convolution: it visits every tile once. */
interface GradientSweep {
  /**
   * The fastest algorithm for a convolution.
   *
   * @param wanted by this method if it can; null for the fastest
   */
  static GradientSweep of(
      ConvolutionSpec spec,
      ConvolutionMethod wanted,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    boolean direct = wanted == ConvolutionMethod.PLANAR || wanted == ConvolutionMethod.BLOCKED;
    boolean plain = !direct && spec.stride() == 1 && spec.dilation() == 1 && spec.groups() == 1;
    if (plain && spec.kernel() == 3 && spec.padding() == 1) {
      return new WinogradGradient(spec, output, input, workers, shared);
    }
    return plain && spec.kernel() == 1 && spec.padding() == 0
        ? new PointwiseGradient(spec, output, input, workers, shared)
        : new GeneralGradient(spec, wanted, output, input, workers, shared);
  }

  /**
   * Computes data and weight gradient of the operands that were prepared.
   *
   * @param weight {@code [out, in/groups, kernel, kernel]}, dense
   * @param data whether the data gradient or a sum of it is wanted
   * @param weightGradient as weight, or null if unwanted
   */
  void run(Memory weight, boolean data, Memory weightGradient);
}
