package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of an adaptive average: each pixel gets its share of each window that it is in. */
public record AdaptiveAveragePoolGradientSpec() implements OpSpec {
  /** OUTPUT_GRADIENT {@code [N, C, H', W']}; INPUT_GRADIENT {@code [N, C, H, W]}. */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
