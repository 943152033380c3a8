package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** {@code INPUT_GRADIENT = MASK·OUTPUT_GRADIENT}, image by image. */
public record StochasticDepthGradientSpec() implements OpSpec {
  /**
   * MASK {@code [N, 1]}, from the forward pass, OUTPUT_GRADIENT {@code [N, …]}; INPUT_GRADIENT of
   * its shape, which may lie where it does.
   */
  @Override
  public Signature signature() {
    return Signature.of(MASK, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
