package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/** Gradient of ResNet's shortcut without parameters: zero where no pixel was taken. */
public record PadShortcutGradientSpec(PadShortcutSpec forward) implements OpSpec {
  /**
   * OUTPUT_GRADIENT {@code [N, out, ceil(H/stride), ceil(W/stride)]}; INPUT_GRADIENT {@code [N, in,
   * H, W]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
