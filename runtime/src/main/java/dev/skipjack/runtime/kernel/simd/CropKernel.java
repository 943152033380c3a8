package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.Crop;
import dev.skipjack.runtime.kernel.CropSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads the rows that the rectangle touches and leaves out what is beside it. */
final class CropKernel extends PlaneTask implements Crop {
  private static final int X = 0;
  private static final int OUT = 1;

  private final CropSpec spec;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private Planes input;
  private Planes output;

  CropKernel(CropSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(INDArray x, INDArray out) {
    input = inputs.of(x);
    output = outs.of(out);
    visitPlanes(output);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel) {
    int rows = output.height * input.width;
    float[] x = scratch.floats(X, rows);
    float[] to = scratch.floats(OUT, output.pixels);
    input.read(image, channel, spec.top() * input.width, x, 0, rows);
    for (int row = 0; row < output.height; row++) {
      int from = row * input.width + spec.left();
      System.arraycopy(x, from, to, row * output.width, output.width);
    }
    output.write(image, channel, 0, to, 0, output.pixels);
  }
}
