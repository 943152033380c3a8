package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Adds what is learned for each position of a sequence, the same for all images. */
public record PositionalEmbeddingSpec() implements OpSpec {
  /** INPUT and OUTPUT {@code [N, T, D]}; WEIGHT {@code [1, T, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT);
  }
}
