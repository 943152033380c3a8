package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a {@link PixelShuffleSpec}: pixels become channels again. */
public record PixelShuffleGradientSpec(PixelShuffleSpec forward) implements OpSpec {
  /**
   * OUTPUT_GRADIENT {@code [N, C, H·scale, W·scale]}; INPUT_GRADIENT {@code [N, C·scale², H, W]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
