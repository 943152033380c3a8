package dev.skipjack.runtime.kernel.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * One token of each sequence.
 *
 * @param index which one, from 0
 */
public record SelectTokenSpec(int index) implements OpSpec {
  /**
   * @throws IllegalArgumentException if it is negative
   */
  public SelectTokenSpec {
    Checks.require(index >= 0, "a token's index must not be negative, got %s", index);
  }

  /** INPUT {@code [N, T, D]}; OUTPUT {@code [N, D]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
