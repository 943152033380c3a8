package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** {@code INPUT_GRADIENT = MASK·OUTPUT_GRADIENT}. */
public record DropoutGradientSpec() implements OpSpec {
  /**
   * MASK, from the forward pass, OUTPUT_GRADIENT; INPUT_GRADIENT, which may lie where
   * OUTPUT_GRADIENT does: all of one shape.
   */
  @Override
  public Signature signature() {
    return Signature.of(MASK, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
