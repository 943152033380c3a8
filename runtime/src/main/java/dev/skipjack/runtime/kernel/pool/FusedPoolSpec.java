package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;

/**
 * A pool that normalises and rectifies its input while it reads it: a transition's, or a stem's.
 *
 * @param prologue of the input, without an addend
 */
public record FusedPoolSpec(PoolSpec pool, NormalizeSpec prologue) implements OpSpec {
  /**
   * @throws IllegalArgumentException if the prologue adds something or does more than rectify
   */
  public FusedPoolSpec {
    NormalizeSpec.requirePrologue(prologue);
  }

  /**
   * INPUT {@code [N, C, H, W]}, MEAN, VARIANCE, GAMMA and BETA {@code [C]}; OUTPUT {@code [N, C,
   * H', W']}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, MEAN, VARIANCE, GAMMA, BETA, OUTPUT);
  }
}
