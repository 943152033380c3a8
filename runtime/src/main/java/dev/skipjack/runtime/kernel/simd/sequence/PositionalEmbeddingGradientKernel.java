package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The sum of the gradients of each position. */
public final class PositionalEmbeddingGradientKernel extends TokenTask implements Runnable {
  private final Planes gradient;
  private final TokenSums sums;

  public PositionalEmbeddingGradientKernel(Operands operands, Workers workers) {
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
