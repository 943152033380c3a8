package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** Both gradients in one sweep: the input's, and the sums of the slopes. */
public final class PreluGradientKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;
  private static final int NEGATIVE = 2;

  private final PreluSpec spec;
  private final Planes input;
  private final Planes gradient;
  private final Planes toInput;
  private final Memory toWeight;
  private final PreluKernel.Slopes slopes;
  private final float[] row;
  private final ChannelSums sums;

  public PreluGradientKernel(PreluSpec spec, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    this.spec = spec;
    this.input = Planes.of(operands, INPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toWeight = Memory.of(operands, WEIGHT_GRADIENT);
    this.slopes = new PreluKernel.Slopes(spec, Memory.of(operands, WEIGHT));
    this.row = new float[spec.slopes()];
    this.sums = new ChannelSums(spec.slopes(), 1, shared);
  }

  @Override
  public void run() {
    slopes.read();
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
    float[] xStage = scratch.floats(X, CAPACITY);
    float[] gStage = scratch.floats(GRADIENT, CAPACITY);
    float[] x = input.array(xStage);
    float[] g = gradient.array(gStage);
    int xAt = input.find(image, channel, pixel, xStage, 0, count);
    int gAt = gradient.find(image, channel, pixel, gStage, 0, count);
    int n = perChannel(count);
    if (toWeight != null) {
      float[] negative = scratch.floats(NEGATIVE, CAPACITY);
      Vectors.negativePart(x, xAt, negative, 0, count);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        int slope = spec.eachChannel() ? c : 0;
        sums.add(part, slope, 0, Reductions.product(negative, i, 0, g, gAt + i, n));
      }
    }
    if (toInput != null) {
      float[] result = toInput.array(gStage);
      int at = toInput.place(image, channel, pixel, 0);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        Vectors.leak(x, xAt + i, g, gAt + i, slopes.of(c), result, at + i, n);
      }
      toInput.deliver(image, channel, pixel, gStage, 0, count);
    }
  }
}
