package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * The product of a map with another map, or with one that is repeated.
 *
 * @param factors how many there are
 * @param layout how the maps lie; a scale of one pixel is the same in every layout, one of one
 *     channel lies in planes
 */
public record MultiplySpec(Factors factors, Layout layout) implements OpSpec {
  /** How often a factor is repeated. */
  public enum Factors {
    /** Never: both operands have one shape. */
    ELEMENTS,
    /** For all pixels of a channel: SCALE is {@code [N, C, 1, 1]}. */
    CHANNELS,
    /** For all channels of a pixel: SCALE is {@code [N, 1, H, W]}. */
    PIXELS
  }

  /** Of maps in planes. */
  public MultiplySpec(Factors factors) {
    this(factors, Layout.PLANES);
  }

  /**
   * INPUT {@code [N, C, H, W]}, or of any shape if there is a factor for each element; SCALE as
   * {@link Factors} say; OUTPUT like INPUT, which may lie where INPUT does.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, SCALE, OUTPUT);
  }
}
