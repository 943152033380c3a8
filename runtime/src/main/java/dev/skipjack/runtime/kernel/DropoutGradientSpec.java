package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

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
