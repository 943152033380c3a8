package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

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
