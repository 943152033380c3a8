package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.FusedPoolSpec;
import dev.skipjack.runtime.kernel.Operands;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Prologue and pool one after the other, and backwards, where the prologue runs again. */
final class FusedPoolKernels {
  private FusedPoolKernels() {}

  static Composed pool(FusedPoolSpec spec, Resources resources) {
    Prologue prologue = new Prologue(spec.prologue(), resources);
    Composed pool = PoolingKernels.pool(spec.pool(), resources);
    return operands ->
        pool.run(new Operands().input(prologue.run(operands)).output(operands.array(OUTPUT)));
  }

  static Composed gradient(FusedPoolSpec spec, Resources resources) {
    Prologue prologue = new Prologue(spec.prologue(), resources);
    Composed pool = PoolingKernels.gradient(spec.pool(), resources);
    Composed normalize = NormalizationKernels.gradient(spec.prologue(), resources);
    return operands -> {
      INDArray z = prologue.run(operands);
      INDArray dz = resources.scratch.like(Scratch.Slot.NORMALIZED_GRADIENT, z);
      pool.run(
          new Operands()
              .input(z)
              .output(operands.array(OUTPUT))
              .outputGradient(operands.array(OUTPUT_GRADIENT))
              .inputGradient(dz));
      normalize.run(
          new Operands()
              .input(operands.array(INPUT))
              .output(z)
              .mean(operands.array(MEAN))
              .variance(operands.array(VARIANCE))
              .gamma(operands.array(GAMMA))
              .outputGradient(dz)
              .inputGradient(operands.findArray(INPUT_GRADIENT))
              .meanGradient(operands.findArray(MEAN_GRADIENT))
              .varianceGradient(operands.findArray(VARIANCE_GRADIENT))
              .gammaGradient(operands.findArray(GAMMA_GRADIENT))
              .betaGradient(operands.findArray(BETA_GRADIENT)));
    };
  }
}
