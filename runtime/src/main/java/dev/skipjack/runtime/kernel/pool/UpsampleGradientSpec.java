package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a resize: each pixel of the input gets what its copies and mixtures got. */
public record UpsampleGradientSpec(UpsampleSpec forward) implements OpSpec {
  /** OUTPUT_GRADIENT {@code [N, C, H', W']}; INPUT_GRADIENT {@code [N, C, H, W]}. */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
