package dev.skipjack.runtime.kernel.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Checks;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * Zeroes whole images, or the whole batch, with a probability p and scales the others by 1/(1-p):
 * {@code torchvision.ops.stochastic_depth} (Huang et al. 2016, who scale while they predict
 * instead). Each run is another step: image n is dropped if the first number of the stream {@code
 * layer → step → n} is below the probability, the batch if that of image 0 is.
 *
 * @param probability of being left out, in [0, 1)
 * @param perImage whether each image is decided by itself; otherwise the whole batch at once
 */
public record StochasticDepthSpec(double probability, boolean perImage) implements OpSpec {
  /**
   * @throws IllegalArgumentException if the probability is out of range
   */
  public StochasticDepthSpec {
    Checks.require(
        probability >= 0 && probability < 1, "probability must be in [0, 1), got %s", probability);
  }

  @Override
  public boolean draws() {
    return true;
  }

  /**
   * INPUT {@code [N, …]}, of any rank from 2 on; OUTPUT of the same shape, which may lie where
   * INPUT does, and MASK {@code [N, 1]}: 0 or 1/(1-p) for each image.
   */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT, MASK);
  }
}
