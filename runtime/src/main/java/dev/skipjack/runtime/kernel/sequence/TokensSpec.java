package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** The pixels of a map as a sequence of tokens, row by row; the channels are their features. */
public record TokensSpec() implements OpSpec {
  /** INPUT {@code [N, D, H, W]}; OUTPUT {@code [N, H·W, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
