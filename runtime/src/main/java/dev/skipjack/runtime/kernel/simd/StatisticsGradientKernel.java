package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.StatisticsGradient;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An affine map of x for each channel, whose factors come from what the statistics received. */
final class StatisticsGradientKernel extends Sweep implements StatisticsGradient {
  private static final int X = 0;
  private static final int GRADIENT = 1;

  private final int channels;
  private final boolean accumulate;
  private final float[] center;
  private final float[] slope;
  private final float[] offset;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Memory> means = Operand.memory();
  private final Operand<Memory> meanGradients = Operand.memory();
  private final Operand<Memory> varianceGradients = Operand.memory();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes input;
  private Planes gradient;

  StatisticsGradientKernel(int channels, boolean accumulate, Workers workers) {
    super(workers);
    this.channels = channels;
    this.accumulate = accumulate;
    this.center = new float[channels];
    this.slope = new float[channels];
    this.offset = new float[channels];
  }

  @Override
  public void run(
      INDArray x,
      INDArray mean,
      INDArray meanGradient,
      INDArray varianceGradient,
      INDArray inputGradient) {
    input = inputs.of(x);
    gradient = inputGradients.of(inputGradient);
    means.of(mean).read(0, center, 0, channels);
    meanGradients.of(meanGradient).read(0, offset, 0, channels);
    varianceGradients.of(varianceGradient).read(0, slope, 0, channels);
    double count = (double) input.images * input.pixels;
    for (int channel = 0; channel < channels; channel++) {
      offset[channel] = (float) (offset[channel] / count);
      slope[channel] = (float) (2 * slope[channel] / count);
    }
    sweepPlanes(input);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    if (accumulate) {
      gradient.read(image, channel, pixel, g, 0, count);
    }
    int n = perChannel(count);
    for (int at = 0, c = channel; at < count; at += n, c++) {
      affine(x, at, n, center[c], slope[c], offset[c]);
    }
    if (accumulate) {
      add(x, g, count);
    }
    gradient.write(image, channel, pixel, x, 0, count);
  }

  /** {@code x = (x - center)·slope + offset} in place, so the last vector must not overlap. */
  private static void affine(
      float[] x, int from, int count, float center, float slope, float offset) {
    FloatVector c = FloatVector.broadcast(Lanes.SPECIES, center);
    FloatVector s = FloatVector.broadcast(Lanes.SPECIES, slope);
    FloatVector o = FloatVector.broadcast(Lanes.SPECIES, offset);
    int end = from + count;
    int i = from;
    for (; i <= end - Lanes.LENGTH; i += Lanes.LENGTH) {
      FloatVector.fromArray(Lanes.SPECIES, x, i).sub(c).fma(s, o).intoArray(x, i);
    }
    for (; i < end; i++) {
      x[i] = Math.fma(x[i] - center, slope, offset);
    }
  }

  private static void add(float[] x, float[] g, int count) {
    for (int i = 0; i < count; i += Lanes.LENGTH) {
      FloatVector sum = FloatVector.fromArray(Lanes.SPECIES, x, i);
      sum.add(FloatVector.fromArray(Lanes.SPECIES, g, i)).intoArray(x, i);
    }
  }
}
