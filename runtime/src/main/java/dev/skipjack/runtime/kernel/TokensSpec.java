package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

/** The pixels of a map as a sequence of tokens, row by row; the channels are their features. */
public record TokensSpec() implements OpSpec {
  /** INPUT {@code [N, D, H, W]}; OUTPUT {@code [N, H·W, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
