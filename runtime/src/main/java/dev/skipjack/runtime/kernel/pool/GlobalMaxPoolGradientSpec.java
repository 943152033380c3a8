package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of a {@link GlobalMaxPoolSpec}: all of it goes to the first pixel that is the largest,
 * as in PyTorch's {@code AdaptiveMaxPool2d}; to the last NaN if there is one.
 */
public record GlobalMaxPoolGradientSpec() implements OpSpec {
  /**
   * INPUT and INPUT_GRADIENT {@code [N, C, H, W]}; OUTPUT, which the forward pass wrote, and
   * OUTPUT_GRADIENT {@code [N, C, 1, 1]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
