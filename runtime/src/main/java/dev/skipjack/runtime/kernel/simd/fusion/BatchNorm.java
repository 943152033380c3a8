package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;

/**
 * The vectors that normalise what a kernel reads.
 *
 * @param mean {@code [C]}, null without batch norm, as the others
 */
public record BatchNorm(Memory mean, Memory variance, Memory gamma, Memory beta) {
  /** Without batch norm. */
  public static final BatchNorm NONE = new BatchNorm(null, null, null, null);

  public static BatchNorm of(Operands operands) {
    return new BatchNorm(
        Memory.of(operands, MEAN),
        Memory.of(operands, VARIANCE),
        Memory.of(operands, GAMMA),
        Memory.of(operands, BETA));
  }
}
