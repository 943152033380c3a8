package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a pool; a maximum that occurs twice in a window passes the gradient to the first. */
public record PoolGradientSpec(PoolSpec forward) implements OpSpec {
  /**
   * INPUT {@code [N, C, H, W]}, OUTPUT, which the forward pass wrote, and OUTPUT_GRADIENT {@code
   * [N, C, H', W']}; INPUT_GRADIENT in the shape of the input.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
