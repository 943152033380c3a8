package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.GlobalAveragePool;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Each plane's sum over the number of its pixels. */
final class GlobalAveragePoolKernel extends PlaneTask implements GlobalAveragePool {
  private static final int X = 0;
  private static final int OUT = 1;

  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes input;
  private Planes output;

  GlobalAveragePoolKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void run(INDArray x, INDArray out) {
    input = inputs.of(x);
    output = outs.of(out);
    visitPlanes(input);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel) {
    float[] x = scratch.floats(X, input.pixels);
    float[] mean = scratch.floats(OUT, 1);
    input.read(image, channel, 0, x, 0, input.pixels);
    mean[0] = (float) (Reductions.sum(x, 0, 0, input.pixels) / input.pixels);
    output.write(image, channel, 0, mean, 0, 1);
  }
}
