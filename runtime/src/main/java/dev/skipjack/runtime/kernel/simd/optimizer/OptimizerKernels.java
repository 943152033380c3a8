package dev.skipjack.runtime.kernel.simd.optimizer;

import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.Clip;
import dev.skipjack.runtime.kernel.optimizer.ClipSpec;
import dev.skipjack.runtime.kernel.optimizer.MovingAverageSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The kernels of optimizers. */
public final class OptimizerKernels {
  private final Workers workers;
  private final Scratch shared;

  public OptimizerKernels(Workers workers, Scratch shared) {
    this.workers = workers;
    this.shared = shared;
  }

  /** A line for each. */
  public void addTo(KernelTable table) {
    table
        .add(SgdSpec.class, spec -> new SgdStepKernel(spec, workers))
        .add(AdamSpec.class, spec -> new AdamStepKernel(spec, workers))
        .add(MovingAverageSpec.class, spec -> new MovingAverageKernel(workers))
        .add(ClipSpec.class, this::clip);
  }

  private Clip clip(ClipSpec spec) {
    return spec.kind() == ClipSpec.Kind.VALUE
        ? new ClipByValueKernel(spec.limit(), workers, shared)
        : new ClipByNormKernel(spec.limit(), workers, shared);
  }
}
