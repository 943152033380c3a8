package dev.skipjack.runtime.kernel.activation;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Signature;

/**
 * {@code exp(x - m) / sum of exp(x - m)} with m the largest, over the features of each image or the
 * channels of each pixel. Where one of them is NaN or infinite all are NaN.
 */
public record SoftmaxSpec() implements OpSpec {
  /** INPUT {@code [N, C, H, W]} or {@code [N, C]}; OUTPUT in the shape of the input. */
  @Override
  public Signature signature() {
    return Signature.of(INPUT, OUTPUT);
  }
}
