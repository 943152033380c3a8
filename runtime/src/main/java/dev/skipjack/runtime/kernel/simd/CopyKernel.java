package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Copy;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A copy through the scratch. Strides that no network makes, but a caller may, are for ND4J. */
final class CopyKernel extends Sweep implements Copy {
  private static final int X = 0;

  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes input;
  private Planes output;

  CopyKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void run(INDArray x, INDArray out) {
    if (!Planes.fits(x) || !Planes.fits(out)) {
      out.assign(x);
      return;
    }
    input = inputs.of(x);
    output = outs.of(out);
    try {
      sweepImages(input);
    } finally {
      inputs.release();
      outs.release();
    }
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    output.write(image, channel, pixel, x, 0, count);
  }
}
