package dev.skipjack.runtime.kernel.simd.activation;

import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The kernels of activations. */
public final class ActivationKernels {
  private final Workers workers;

  public ActivationKernels(Workers workers) {
    this.workers = workers;
  }

  /** A line for each. */
  public void addTo(KernelTable table) {
    table
        .add(
            ActivationSpec.class, spec -> operands -> new ActivationKernel(spec, operands, workers))
        .add(
            ActivationGradientSpec.class,
            spec -> operands -> new ActivationGradientKernel(spec.forward(), operands, workers));
  }
}
