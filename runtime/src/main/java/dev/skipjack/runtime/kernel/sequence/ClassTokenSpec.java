package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * A token that is learned, the same for all images, before those of each image (Devlin et al.
 * 2018).
 */
public record ClassTokenSpec() implements OpSpec {
  /** INPUT {@code [N, T, D]}; WEIGHT {@code [1, 1, D]}; OUTPUT {@code [N, T + 1, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT);
  }
}
