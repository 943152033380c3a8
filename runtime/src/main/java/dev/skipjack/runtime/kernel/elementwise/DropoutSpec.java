package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Zeroes each element with a probability p and scales the others by 1/(1-p). Each run is another
 * step: an element of image n is dropped if number i of the stream {@code layer → step → n} is
 * below the probability, where i is its place in the image. {@link Kernels#seek} says which step
 * and images the next run has.
 *
 * @param probability of being dropped, in [0, 1)
 */
public record DropoutSpec(double probability) implements OpSpec {
  @Override
  public boolean draws() {
    return true;
  }

  /**
   * INPUT of any shape; in the same OUTPUT, which may lie where INPUT does, and MASK: 0 or 1/(1-p).
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT, MASK);
  }
}
