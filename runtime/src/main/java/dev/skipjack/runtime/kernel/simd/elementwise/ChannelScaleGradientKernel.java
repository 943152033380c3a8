package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.PlaneTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Of a product with a factor for each channel, whose gradient is a sum over the plane. */
public final class ChannelScaleGradientKernel extends PlaneTask implements Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;
  private static final int ONE = 2;

  /** Pixels that are read at once, so that they stay in the first-level cache. */
  private static final int PIECE = 2048;

  private final Planes input;
  private final Planes scale;
  private final Planes gradient;
  private final Planes toInput;
  private final Planes toScale;

  public ChannelScaleGradientKernel(Operands operands, Workers workers) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.scale = Planes.of(operands, SCALE);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toScale = Planes.of(operands, SCALE_GRADIENT);
  }

  @Override
  public void run() {
    visitPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel) {
    float[] xStage = scratch.floats(X, PIECE);
    float[] gStage = scratch.floats(GRADIENT, PIECE);
    float[] x = input.array(xStage);
    float[] g = gradient.array(gStage);
    float[] one = scratch.floats(ONE, 1);
    scale.read(image, channel, 0, one, 0, 1);
    float factor = one[0];
    double sum = 0;
    for (int pixel = 0; pixel < input.pixels; pixel += PIECE) {
      int count = Math.min(PIECE, input.pixels - pixel);
      int gAt = gradient.find(image, channel, pixel, gStage, 0, count);
      if (toScale != null) {
        int xAt = input.find(image, channel, pixel, xStage, 0, count);
        sum += Reductions.product(x, xAt, 0, g, gAt, count);
      }
      if (toInput != null) {
        int at = toInput.place(image, channel, pixel, 0);
        Vectors.scale(g, gAt, factor, toInput.array(gStage), at, count);
        toInput.deliver(image, channel, pixel, gStage, 0, count);
      }
    }
    if (toScale != null) {
      one[0] = (float) sum;
      toScale.write(image, channel, 0, one, 0, 1);
    }
  }
}
