package dev.skipjack.runtime.kernel.simd.convolution;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.direct.DepthwiseGradient;
import dev.skipjack.runtime.kernel.simd.direct.GeneralGradient;
import dev.skipjack.runtime.kernel.simd.direct.PointwiseBlockGradient;
import dev.skipjack.runtime.kernel.simd.direct.PointwiseConvolution;
import dev.skipjack.runtime.kernel.simd.direct.PointwiseGradient;
import dev.skipjack.runtime.kernel.simd.direct.StridedBlockGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import dev.skipjack.runtime.kernel.simd.winograd.WinogradBlockGradient;
import dev.skipjack.runtime.kernel.simd.winograd.WinogradConvolution;
import dev.skipjack.runtime.kernel.simd.winograd.WinogradGradient;

/** Which algorithm computes the gradients of a convolution. */
final class GradientChoice {
  private GradientChoice() {}

  /** Whether there is one for maps that lie so: that of lanes of pixels reads planes alone. */
  static boolean handles(FusedConvolutionSpec spec) {
    return spec.input() == Layout.PLANES || hasLanesOfChannels(spec.convolution());
  }

  private static boolean hasLanesOfChannels(ConvolutionSpec spec) {
    return PointwiseConvolution.handles(spec)
        || DepthwiseGradient.handles(spec)
        || WinogradBlockGradient.handles(spec)
        || StridedBlockGradient.fits(spec);
  }

  /**
   * The fastest algorithm for a convolution.
   *
   * @param wanted by this method if it can, of maps in planes; null for the fastest
   */
  static GradientSweep of(
      FusedConvolutionSpec spec,
      ConvolutionMethod wanted,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    ConvolutionSpec convolution = spec.convolution();
    if (spec.isPlanar()) {
      return ofPlanes(convolution, wanted, output, input, workers, shared);
    }
    return hasLanesOfChannels(convolution)
        ? ofBlocks(convolution, output, input, workers, shared)
        : new GeneralGradient(convolution, null, output, input, workers, shared);
  }

  /** Those whose lanes are channels take maps however they lie. */
  private static GradientSweep ofBlocks(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    if (DepthwiseGradient.handles(spec)) {
      return new DepthwiseGradient(spec, output, input, workers, shared);
    }
    if (PointwiseConvolution.handles(spec)) {
      return new PointwiseBlockGradient(spec, output, input, workers, shared);
    }
    return WinogradBlockGradient.handles(spec)
        ? new WinogradBlockGradient(spec, output, input, workers, shared)
        : new StridedBlockGradient(spec, output, input, workers, shared);
  }

  static GradientSweep ofPlanes(
      ConvolutionSpec spec,
      ConvolutionMethod wanted,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    boolean direct = wanted == ConvolutionMethod.PLANAR || wanted == ConvolutionMethod.BLOCKED;
    if (direct) {
      return new GeneralGradient(spec, wanted, output, input, workers, shared);
    }
    if (PointwiseBlockGradient.handles(spec)) {
      return new PointwiseBlockGradient(spec, output, input, workers, shared);
    }
    if (PointwiseConvolution.handles(spec)) {
      return new PointwiseGradient(spec, output, input, workers, shared);
    }
    if (WinogradBlockGradient.handles(spec)) {
      return new WinogradBlockGradient(spec, output, input, workers, shared);
    }
    if (WinogradConvolution.handles(spec)) {
      return new WinogradGradient(spec, output, input, workers, shared);
    }
    if (StridedBlockGradient.handles(spec)) {
      return new StridedBlockGradient(spec, output, input, workers, shared);
    }
    return DepthwiseGradient.handles(spec)
        ? new DepthwiseGradient(spec, output, input, workers, shared)
        : new GeneralGradient(spec, null, output, input, workers, shared);
  }
}
