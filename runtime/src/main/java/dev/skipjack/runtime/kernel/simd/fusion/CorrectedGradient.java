package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Memory;

/**
 * An output's gradient and what corrects it, where something reached the output's statistics.
 *
 * @param gradient of the output
 * @param output lies as its gradient; null if nothing reached its statistics, as the vectors
 */
public record CorrectedGradient(
    FeatureMap gradient,
    FeatureMap output,
    Memory mean,
    Memory meanGradient,
    Memory varianceGradient) {
  /**
   * Of what a kernel is bound to.
   *
   * @param layout of the output
   */
  public static CorrectedGradient of(Operands operands, Layout layout) {
    return new CorrectedGradient(
        FeatureMap.of(operands, OUTPUT_GRADIENT, layout),
        FeatureMap.of(operands, OUTPUT, layout),
        Memory.of(operands, OUTPUT_MEAN),
        Memory.of(operands, OUTPUT_MEAN_GRADIENT),
        Memory.of(operands, OUTPUT_VARIANCE_GRADIENT));
  }

  /** A gradient that nothing corrects. */
  public static CorrectedGradient plain(FeatureMap gradient) {
    return new CorrectedGradient(gradient, null, null, null, null);
  }
}
