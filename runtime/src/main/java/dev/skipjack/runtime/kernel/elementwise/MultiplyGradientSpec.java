package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of a {@link MultiplySpec}: dx = g·scale, and dscale = Σ g·x over the elements that share
 * a factor.
 */
public record MultiplyGradientSpec(MultiplySpec forward) implements OpSpec {
  /**
   * INPUT, SCALE and, like INPUT, OUTPUT_GRADIENT; the gradients that are wanted, each in the shape
   * of what it belongs to. INPUT_GRADIENT may lie where OUTPUT_GRADIENT does.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, SCALE, OUTPUT_GRADIENT).wanted(INPUT_GRADIENT, SCALE_GRADIENT);
  }
}
