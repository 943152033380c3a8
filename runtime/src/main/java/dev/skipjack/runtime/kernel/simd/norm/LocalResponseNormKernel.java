package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Local response normalisation, with the channels of a few pixels in the cache. */
public final class LocalResponseNormKernel extends ResponseNormTask implements Runnable {
  private static final int X = 0;
  private static final int DIVISORS = 1;

  private final Planes input;
  private final Planes output;

  public LocalResponseNormKernel(LocalResponseNormSpec spec, Operands operands, Workers workers) {
    super(spec, workers);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitPieces(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int pixel, int count) {
    float[] x = read(input, image, pixel, count, scratch, X);
    float[] divisors = scratch.floats(DIVISORS, channels * pitch);
    divide(x, divisors, divisors);
    Vectors.multiply(x, 0, divisors, 0, x, 0, channels * pitch);
    write(output, image, pixel, count, x);
  }
}
