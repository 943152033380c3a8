package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.FusedPool;
import dev.skipjack.runtime.kernel.FusedPoolGradient;
import dev.skipjack.runtime.kernel.FusedPoolSpec;
import dev.skipjack.runtime.kernel.NormalizeGradient;
import dev.skipjack.runtime.kernel.Pool;
import dev.skipjack.runtime.kernel.PoolGradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Prologue and pool one after the other, and backwards, where the prologue runs again. */
final class FusedPoolKernels {
  private FusedPoolKernels() {}

  static FusedPool pool(FusedPoolSpec spec, Resources resources) {
    Prologue prologue = new Prologue(spec.prologue(), resources);
    Pool pool = PoolingKernels.pool(spec.pool(), resources);
    return (x, mean, variance, gamma, beta, out) ->
        pool.run(prologue.run(x, mean, variance, gamma, beta), out);
  }

  static FusedPoolGradient gradient(FusedPoolSpec spec, Resources resources) {
    Prologue prologue = new Prologue(spec.prologue(), resources);
    PoolGradient pool = PoolingKernels.gradient(spec.pool(), resources);
    NormalizeGradient normalize = NormalizationKernels.gradient(spec.prologue(), resources);
    return (x,
        mean,
        variance,
        gamma,
        beta,
        out,
        outGradient,
        inputGradient,
        gammaGradient,
        betaGradient,
        meanGradient,
        varianceGradient) -> {
      INDArray z = prologue.run(x, mean, variance, gamma, beta);
      INDArray dz = resources.scratch.like(Scratch.Slot.NORMALIZED_GRADIENT, z);
      pool.run(z, out, outGradient, dz);
      normalize.run(
          x,
          z,
          mean,
          variance,
          gamma,
          dz,
          inputGradient,
          null,
          gammaGradient,
          betaGradient,
          meanGradient,
          varianceGradient);
    };
  }
}
