package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;

/** The sum of the gradients of each position. */
final class PositionalEmbeddingGradientKernel extends TokenTask implements Runnable {
  private final Planes gradient;
  private final TokenSums sums;

  PositionalEmbeddingGradientKernel(Operands operands, Workers workers) {
    super(workers);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.sums = new TokenSums(gradient, Memory.of(operands, WEIGHT_GRADIENT));
  }

  @Override
  public void run() {
    visitAll(1, gradient.channels, (double) gradient.images * gradient.pixels);
  }

  @Override
  void visit(Scratch scratch, int image, int token) {
    sums.sum(token, scratch);
  }
}
