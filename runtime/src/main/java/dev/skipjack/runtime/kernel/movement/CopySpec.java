package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** A copy, whatever the strides. */
public record CopySpec() implements OpSpec {
  /** INPUT of any shape; OUTPUT of the same. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
