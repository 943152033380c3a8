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

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Prologue and pool one after the other, and backwards, where the prologue runs again. */
final class FusedPoolKernels {
  private FusedPoolKernels() {}

  static Composed pool(FusedPoolSpec spec, Resources resources) {
    Prologue prologue = new Prologue(spec.prologue(), resources);
    Composed pool = PoolingKernels.pool(spec.pool(), resources);
    return operands ->
        pool.run(
            new Operands()
                .with(INPUT, prologue.run(operands))
                .with(OUTPUT, operands.array(OUTPUT)));
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
              .with(INPUT, z)
              .with(OUTPUT, operands.array(OUTPUT))
              .with(OUTPUT_GRADIENT, operands.array(OUTPUT_GRADIENT))
              .with(INPUT_GRADIENT, dz));
      normalize.run(
          new Operands()
              .with(INPUT, operands.array(INPUT))
              .with(OUTPUT, z)
              .with(MEAN, operands.array(MEAN))
              .with(VARIANCE, operands.array(VARIANCE))
              .with(GAMMA, operands.array(GAMMA))
              .with(OUTPUT_GRADIENT, dz)
              .with(INPUT_GRADIENT, operands.findArray(INPUT_GRADIENT))
              .with(MEAN_GRADIENT, operands.findArray(MEAN_GRADIENT))
              .with(VARIANCE_GRADIENT, operands.findArray(VARIANCE_GRADIENT))
              .with(GAMMA_GRADIENT, operands.findArray(GAMMA_GRADIENT))
              .with(BETA_GRADIENT, operands.findArray(BETA_GRADIENT)));
    };
  }
}
