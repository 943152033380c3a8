package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.PixelTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** {@code s·(g - sum of g·s)} over the channels of each pixel of a map. */
public final class SoftmaxGradientKernel extends PixelTask implements Runnable {
  private static final int S = 0;
  private static final int GRADIENT = 1;

  private final Planes output;
  private final Planes gradient;
  private final Planes toInput;

  public SoftmaxGradientKernel(Operands operands, Workers workers) {
    super(workers, SoftmaxKernel.PIECE_FLOATS);
    this.output = Planes.of(operands, OUTPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    visitPieces(output);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int pixel, int count) {
    float[] s = read(output, image, pixel, count, scratch, S);
    float[] g = read(gradient, image, pixel, count, scratch, GRADIENT);
    for (int i = 0; i < pitch; i += LENGTH) {
      ColumnSoftmax.back(s, g, i, channels, pitch);
    }
    write(toInput, image, pixel, count, g);
  }
}
