package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.LocalResponseNorm;
import dev.skipjack.runtime.kernel.LocalResponseNormSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Local response normalisation, with the channels of a few pixels in the cache. */
final class LocalResponseNormKernel extends ResponseNormTask implements LocalResponseNorm {
  private static final int X = 0;
  private static final int DIVISORS = 1;

  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes input;
  private Planes output;

  LocalResponseNormKernel(LocalResponseNormSpec spec, Workers workers) {
    super(spec, workers);
  }

  @Override
  public void run(INDArray x, INDArray out) {
    input = inputs.of(x);
    output = outs.of(out);
    visitPieces(input);
  }

  @Override
  void visit(Scratch scratch, int image, int pixel, int count) {
    float[] x = read(input, image, pixel, count, scratch, X);
    float[] divisors = scratch.floats(DIVISORS, channels * pitch);
    divide(x, divisors, divisors);
    Vectors.multiply(x, divisors, x, channels * pitch);
    write(output, image, pixel, count, x);
  }
}
