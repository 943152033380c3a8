package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Gradient of a global average: each pixel gets its share.
 *
 * @param layout how the input's gradient lies
 */
public record GlobalAveragePoolGradientSpec(Layout layout) implements OpSpec {
  /** Of maps in planes. */
  public GlobalAveragePoolGradientSpec() {
    this(Layout.PLANES);
  }

  /**
   * OUTPUT_GRADIENT {@code [N, C]} or {@code [N, C, 1, 1]}; INPUT_GRADIENT {@code [N, C, H, W]}.
   */
  @Override
  public Signature signature() {
    return Signature.of(OUTPUT_GRADIENT, INPUT_GRADIENT);
  }
}
