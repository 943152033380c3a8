package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a crop, zero where nothing was taken: a map with zeros around it. */
public record CropGradientSpec(CropSpec forward) implements OpSpec {
  /** OUTPUT_GRADIENT {@code [N, C, H', W']}; INPUT_GRADIENT {@code [N, C, H, W]}. */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
