package dev.skipjack.runtime.kernel.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of a local response normalisation. */
public record LocalResponseNormGradientSpec(LocalResponseNormSpec forward) implements OpSpec {
  /**
   * INPUT, OUTPUT, which the forward pass wrote, OUTPUT_GRADIENT; INPUT_GRADIENT: all {@code [N, C,
   * H, W]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT, OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
