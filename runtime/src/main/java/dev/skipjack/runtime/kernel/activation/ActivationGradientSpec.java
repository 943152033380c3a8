package dev.skipjack.runtime.kernel.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of an activation, from its input or its output. */
public record ActivationGradientSpec(ActivationSpec forward) implements OpSpec {
  /**
   * INPUT or OUTPUT of the forward pass, whichever {@link ActivationSpec.Kind#gradientReads} says,
   * OUTPUT_GRADIENT; INPUT_GRADIENT, which may lie where OUTPUT_GRADIENT does: all of one shape.
   */
  @Override
  public Signature signature() {
    return Signature.of(forward.kind().gradientReads(), OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
