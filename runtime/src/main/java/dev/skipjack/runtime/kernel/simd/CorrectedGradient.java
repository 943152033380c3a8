package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;

/**
 * An output's gradient and what corrects it, where something reached the output's statistics.
 *
 * @param gradient of the output
 * @param output null if nothing reached its statistics, as the vectors
 */
record CorrectedGradient(
    Planes gradient, Planes output, Memory mean, Memory meanGradient, Memory varianceGradient) {
  static CorrectedGradient of(Operands operands) {
    return new CorrectedGradient(
        Planes.of(operands, OUTPUT_GRADIENT),
        Planes.of(operands, OUTPUT),
        Memory.of(operands, OUTPUT_MEAN),
        Memory.of(operands, OUTPUT_MEAN_GRADIENT),
        Memory.of(operands, OUTPUT_VARIANCE_GRADIENT));
  }

  /** A gradient that nothing corrects. */
  static CorrectedGradient plain(Planes gradient) {
    return new CorrectedGradient(gradient, null, null, null, null);
  }
}
