package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

/** Gradient of an activation, from its output alone: where that is positive, so was the input. */
public record ActivationGradientSpec(ActivationSpec forward) implements OpSpec {
  /**
   * OUTPUT, which the forward pass wrote, OUTPUT_GRADIENT; INPUT_GRADIENT, which may lie where
   * OUTPUT_GRADIENT does: all of one shape.
   */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
