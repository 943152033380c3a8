package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolutionGradient;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.KernelFactory;
import java.util.Optional;

/** The kernels in Java; what is missing here falls to the portable provider. */
final class SimdKernels implements KernelFactory {
  private final Workers workers;

  /** Of one network, whose kernels run one after the other. */
  private final Scratch shared = new Scratch();

  SimdKernels(Workers workers) {
    this.workers = workers;
  }

  @Override
  public Optional<FusedConvolutionGradient> fusedConvolutionGradient(
      FusedConvolutionSpec spec, boolean accumulate) {
    return Optional.of(new SimdConvolutionGradient(spec, accumulate, workers, shared));
  }

  @Override
  public Optional<ConvolutionGradient> convolutionGradient(ConvolutionSpec spec) {
    return Optional.of(
        SimdConvolutionGradient.plain(
            new SimdConvolutionGradient(
                new FusedConvolutionSpec(spec, null, false), false, workers, shared)));
  }
}
