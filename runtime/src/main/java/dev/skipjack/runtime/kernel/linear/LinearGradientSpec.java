package dev.skipjack.runtime.kernel.linear;

import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Data, weight and bias gradient of a linear layer. */
public record LinearGradientSpec(LinearSpec forward) implements OpSpec {
  /**
   * INPUT {@code [N, in]}, WEIGHT {@code [out, in]}, OUTPUT_GRADIENT {@code [N, out]}; the
   * gradients that are wanted, each in the shape of what it belongs to.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, WEIGHT, OUTPUT_GRADIENT)
        .wanted(INPUT_GRADIENT, WEIGHT_GRADIENT)
        .wanted(forward.bias(), BIAS_GRADIENT);
  }
}
