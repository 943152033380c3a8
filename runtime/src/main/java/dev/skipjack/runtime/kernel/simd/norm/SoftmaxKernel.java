package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.PixelTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Softmax over the channels of each pixel of a map: vectors are pixels beside each other. */
public final class SoftmaxKernel extends PixelTask implements Runnable {
  /** Floats of an array of a piece, which stays in the second-level cache. */
  static final int PIECE_FLOATS = Caches.ofSecondLevel(48 * 1024);

  private static final int X = 0;

  private final Planes input;
  private final Planes output;

  public SoftmaxKernel(Operands operands, Workers workers) {
    super(workers, PIECE_FLOATS);
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
    for (int i = 0; i < pitch; i += LENGTH) {
      ColumnSoftmax.run(x, i, channels, pitch);
    }
    write(output, image, pixel, count, x);
  }
}
