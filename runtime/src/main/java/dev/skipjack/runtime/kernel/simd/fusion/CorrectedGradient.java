package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;

/**
 * An output's gradient and what corrects it, where something reached the output's statistics.
 *
 * @param gradient of the output
 * @param output null if nothing reached its statistics, as the vectors
 */
public record CorrectedGradient(
    Planes gradient, Planes output, Memory mean, Memory meanGradient, Memory varianceGradient) {
  public static CorrectedGradient of(Operands operands) {
    return new CorrectedGradient(
        Planes.of(operands, OUTPUT_GRADIENT),
        Planes.of(operands, OUTPUT),
        Memory.of(operands, OUTPUT_MEAN),
        Memory.of(operands, OUTPUT_MEAN_GRADIENT),
        Memory.of(operands, OUTPUT_VARIANCE_GRADIENT));
  }

  /** A gradient that nothing corrects. */
  public static CorrectedGradient plain(Planes gradient) {
    return new CorrectedGradient(gradient, null, null, null, null);
  }
}
