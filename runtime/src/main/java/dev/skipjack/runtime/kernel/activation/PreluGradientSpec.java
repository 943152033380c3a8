package dev.skipjack.runtime.kernel.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of a {@link PreluSpec}: dx = g where x is positive, slope·g elsewhere; of a slope the
 * sum of g·x over all its x that are not positive.
 */
public record PreluGradientSpec(PreluSpec forward) implements OpSpec {
  /**
   * INPUT and OUTPUT_GRADIENT {@code [N, C, H, W]} or {@code [N, C]}, WEIGHT {@code [slopes]}; the
   * gradients that are wanted, each in the shape of what it belongs to. INPUT_GRADIENT may lie
   * where OUTPUT_GRADIENT does.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT_GRADIENT).wanted(INPUT_GRADIENT, WEIGHT_GRADIENT);
  }
}
