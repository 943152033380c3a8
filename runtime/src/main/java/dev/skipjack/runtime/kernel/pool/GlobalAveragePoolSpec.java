package dev.skipjack.runtime.kernel.pool;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * The mean of each channel's pixels.
 *
 * @param input how the input lies; an output of one pixel is the same in every layout
 */
public record GlobalAveragePoolSpec(Layout input) implements OpSpec {
  /** Of maps in planes. */
  public GlobalAveragePoolSpec() {
    this(Layout.PLANES);
  }

  /** INPUT {@code [N, C, H, W]}; OUTPUT {@code [N, C]} or {@code [N, C, 1, 1]}. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
