package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

/** The largest pixel of each channel; NaN if there is one. */
public record GlobalMaxPoolSpec() implements OpSpec {
  /** INPUT {@code [N, C, H, W]}; OUTPUT {@code [N, C, 1, 1]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
