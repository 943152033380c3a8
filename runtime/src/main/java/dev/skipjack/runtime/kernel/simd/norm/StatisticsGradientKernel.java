package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** An affine map of x for each channel, whose factors come from what the statistics received. */
public final class StatisticsGradientKernel extends Sweep implements Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;

  private final boolean accumulate;
  private final AffineFactors factors;
  private final Planes input;
  private final Memory mean;
  private final Memory meanGradient;
  private final Memory varianceGradient;
  private final Planes gradient;

  public StatisticsGradientKernel(StatisticsGradientSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.accumulate = spec.accumulate();
    this.factors = new AffineFactors(spec.channels());
    this.input = Planes.of(operands, INPUT);
    this.mean = Memory.of(operands, MEAN);
    this.meanGradient = Memory.of(operands, MEAN_GRADIENT);
    this.varianceGradient = Memory.of(operands, VARIANCE_GRADIENT);
    this.gradient = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    factors.read(mean, meanGradient, varianceGradient, (double) input.images * input.pixels);
    sweepPlanes(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    int xAt = input.find(image, channel, pixel, stage, 0, count);
    float[] to = gradient.array(stage);
    int at = gradient.place(image, channel, pixel, 0);
    int n = perChannel(count);
    float[] center = factors.center();
    float[] slope = factors.scale();
    float[] offset = factors.offset();
    if (accumulate) {
      float[] before = scratch.floats(GRADIENT, CAPACITY);
      int beforeAt = gradient.find(image, channel, pixel, before, 0, count);
      float[] old = gradient.array(before);
      for (int i = 0, c = channel; i < count; i += n, c++) {
        float s = slope[c];
        float o = offset[c];
        float none = Float.NaN;
        Vectors.affine(x, xAt + i, center[c], s, o, old, beforeAt + i, none, to, at + i, n);
      }
    } else {
      for (int i = 0, c = channel; i < count; i += n, c++) {
        Vectors.affine(x, xAt + i, center[c], slope[c], offset[c], to, at + i, n);
      }
    }
    gradient.deliver(image, channel, pixel, stage, 0, count);
  }
}
