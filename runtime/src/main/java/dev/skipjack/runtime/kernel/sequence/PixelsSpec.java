package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** The tokens of a sequence as the pixels of a map, row by row: {@link TokensSpec} back again. */
public record PixelsSpec() implements OpSpec {
  /** INPUT {@code [N, H·W, D]}; OUTPUT {@code [N, D, H, W]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
