package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FoldedConvolution;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolution;
import dev.skipjack.runtime.kernel.FusedConvolutionGradient;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.KernelFactory;
import java.util.Optional;

/** The kernels in Java; what is missing here falls to the portable provider. */
final class SimdKernels implements KernelFactory {
  private final Workers workers;

  /** Of one network, whose gradients run one after the other. */
  private final Scratch shared = new Scratch();

  private volatile long version;

  SimdKernels(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Optional<Convolution> convolution(ConvolutionSpec spec) {
    FusedConvolution fused =
        new FusedConvolutionKernel(new FusedConvolutionSpec(spec, null, false), workers);
    return Optional.of(
        (x, weight, bias, out) ->
            fused.run(x, null, null, null, null, weight, bias, out, null, null));
  }

  @Override
  public Optional<ConvolutionGradient> convolutionGradient(ConvolutionSpec spec) {
    return Optional.of(
        FusedConvolutionGradientKernel.plain(
            new FusedConvolutionGradientKernel(
                new FusedConvolutionSpec(spec, null, false), false, workers, shared)));
  }

  @Override
  public Optional<FusedConvolution> fusedConvolution(FusedConvolutionSpec spec) {
    return Optional.of(new FusedConvolutionKernel(spec, workers));
  }

  @Override
  public Optional<FusedConvolutionGradient> fusedConvolutionGradient(
      FusedConvolutionSpec spec, boolean accumulate) {
    return Optional.of(new FusedConvolutionGradientKernel(spec, accumulate, workers, shared));
  }

  @Override
  public Optional<FoldedConvolution> foldedConvolution(FoldedConvolutionSpec spec) {
    return Optional.of(new FoldedConvolutionKernel(spec, () -> version, workers));
  }

  @Override
  public void parametersChanged() {
    version++;
  }
}
