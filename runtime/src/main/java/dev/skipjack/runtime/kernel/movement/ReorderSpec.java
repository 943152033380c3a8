package dev.skipjack.runtime.kernel.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * A map in another layout.
 *
 * @param from how the input lies
 * @param to how the output lies
 * @param channels of the map, a multiple of 16
 */
public record ReorderSpec(Layout from, Layout to, int channels) implements OpSpec {
  /**
   * @throws IllegalArgumentException if the layouts are the same or the channels fill no blocks
   */
  public ReorderSpec {
    Checks.require(from != to, "a map is reordered to another layout, got %s twice", from);
    Checks.requireLayout(Layout.BLOCKS, channels);
  }

  /** INPUT {@code [N, C, H, W]}; OUTPUT of the same shape, which must not overlap it. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
