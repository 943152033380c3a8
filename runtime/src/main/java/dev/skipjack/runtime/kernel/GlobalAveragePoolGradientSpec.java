package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

/** Gradient of a global average: each pixel gets its share. */
public record GlobalAveragePoolGradientSpec() implements OpSpec {
  /**
   * OUTPUT_GRADIENT {@code [N, C]} or {@code [N, C, 1, 1]}; INPUT_GRADIENT {@code [N, C, H, W]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
