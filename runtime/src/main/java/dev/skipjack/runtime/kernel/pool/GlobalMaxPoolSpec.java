package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** The largest pixel of each channel; NaN if there is one. */
public record GlobalMaxPoolSpec() implements OpSpec {
  /** INPUT {@code [N, C, H, W]}; OUTPUT {@code [N, C, 1, 1]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
