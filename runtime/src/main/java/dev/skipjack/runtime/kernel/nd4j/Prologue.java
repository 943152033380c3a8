package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a convolution's input passes before it. ND4J's convolutions read whole arrays, so the
 * normalised input is stored after all, but in scratch: no step keeps it.
 */
final class Prologue {
  private final Scratch scratch;
  private final Composed normalize;

  /**
   * @param spec null if the input passes as it is
   */
  Prologue(NormalizeSpec spec, Resources resources) {
    this.scratch = resources.scratch;
    this.normalize = spec == null ? null : NormalizationKernels.normalize(spec, resources);
  }

  /**
   * The input as the convolution sees it, until the next kernel runs.
   *
   * @param operands INPUT, and unless it passes as it is MEAN, VARIANCE, GAMMA and BETA
   */
  INDArray run(Operands operands) {
    INDArray x = operands.array(INPUT);
    if (normalize == null) {
      return x;
    }
    INDArray normalized = scratch.like(Scratch.Slot.NORMALIZED, x);
    normalize.run(
        new Operands()
            .with(INPUT, x)
            .with(MEAN, operands.array(MEAN))
            .with(VARIANCE, operands.array(VARIANCE))
            .with(GAMMA, operands.array(GAMMA))
            .with(BETA, operands.array(BETA))
            .with(OUTPUT, normalized));
    return normalized;
  }
}
