package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** The sum of two maps. */
public record AddSpec() implements OpSpec {
  /** LEFT and RIGHT of any shape; OUTPUT of the same, which may lie where LEFT does. */
  @Override
  public Signature signature() {
    return Signature.of(LEFT, RIGHT, OUTPUT);
  }
}
