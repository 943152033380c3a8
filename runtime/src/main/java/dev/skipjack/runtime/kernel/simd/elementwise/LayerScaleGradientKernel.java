package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Both gradients in one sweep: the input's, and the sums of the weights. */
public final class LayerScaleGradientKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;

  private final Planes input;
  private final Planes gradient;
  private final Planes toInput;
  private final Memory weight;
  private final Memory toWeight;
  private final float[] weights;
  private final float[] row;
  private final ChannelSums sums;

  public LayerScaleGradientKernel(
      int channels, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    this.input = Planes.of(operands, INPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.weight = Memory.of(operands, WEIGHT);
    this.toWeight = Memory.of(operands, WEIGHT_GRADIENT);
    this.weights = new float[channels];
    this.row = new float[channels];
    this.sums = new ChannelSums(channels, 1, shared);
  }

  @Override
  public void run() {
    weight.read(0, weights, 0, weights.length);
    sweepPlanes(input);
    if (toWeight != null) {
      for (int c = 0; c < row.length; c++) {
        row[c] = (float) sums.total(c, 0);
      }
      toWeight.write(0, row, 0, row.length);
    }
  }

  @Override
  protected void begin(int parts) {
    if (toWeight != null) {
      sums.clear(parts);
    }
  }

  /** Everything is read before anything is written: the gradient may lie where another one does. */
  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] gStage = scratch.floats(GRADIENT, CAPACITY);
    float[] g = gradient.array(gStage);
    int gAt = gradient.find(image, channel, pixel, gStage, 0, count);
    int n = perChannel(count);
    if (toWeight != null) {
      float[] xStage = scratch.floats(X, CAPACITY);
      float[] x = input.array(xStage);
      int xAt = input.find(image, channel, pixel, xStage, 0, count);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        sums.add(part, c, 0, Reductions.product(x, xAt + i, 0, g, gAt + i, n));
      }
    }
    if (toInput != null) {
      float[] scaled = toInput.array(gStage);
      int at = toInput.place(image, channel, pixel, 0);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        Vectors.scale(g, gAt + i, weights[c], scaled, at + i, n);
      }
      toInput.deliver(image, channel, pixel, gStage, 0, count);
    }
  }
}
