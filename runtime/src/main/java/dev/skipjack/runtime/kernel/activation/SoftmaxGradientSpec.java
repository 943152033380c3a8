package dev.skipjack.runtime.kernel.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a {@link SoftmaxSpec}: with s its output, dx = s·(g - sum of g·s). */
public record SoftmaxGradientSpec() implements OpSpec {
  /** OUTPUT, which the forward pass wrote, OUTPUT_GRADIENT and INPUT_GRADIENT, all of one shape. */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
