package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Normalize;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a convolution's input passes before it. ND4J's convolutions read whole arrays, so the
 * normalised input is stored after all, but in scratch: no step keeps it.
 */
final class Prologue {
  private final Scratch scratch;
  private final Normalize normalize;

  /**
   * @param spec null if the input passes as it is
   */
  Prologue(NormalizeSpec spec, Resources resources) {
    this.scratch = resources.scratch;
    this.normalize = spec == null ? null : NormalizationKernels.normalize(spec, resources);
  }

  /** Until the next kernel runs. */
  INDArray run(INDArray x, INDArray mean, INDArray variance, INDArray gamma, INDArray beta) {
    if (normalize == null) {
      return x;
    }
    INDArray normalized = scratch.like(Scratch.Slot.NORMALIZED, x);
    normalize.run(x, mean, variance, gamma, beta, null, normalized);
    return normalized;
  }
}
