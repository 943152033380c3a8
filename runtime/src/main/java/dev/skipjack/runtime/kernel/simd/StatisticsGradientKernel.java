package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.StatisticsGradient;
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
    int n = perChannel(count);
    for (int at = 0, c = channel; at < count; at += n, c++) {
      Vectors.affine(x, at, n, center[c], slope[c], offset[c], g);
    }
    if (accumulate) {
      gradient.read(image, channel, pixel, x, 0, count);
      Vectors.add(x, g, g, count);
    }
    gradient.write(image, channel, pixel, g, 0, count);
  }
}
