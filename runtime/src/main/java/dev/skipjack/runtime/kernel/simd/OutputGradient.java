package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The gradient of a convolution's output as it is read: what reached the output's statistics is
 * added to it on the way, {@code g + meanGradient/M + (out - mean)*2*varianceGradient/M}. The sums
 * of what was read are the bias gradient.
 */
final class OutputGradient {
  private final int channels;
  private final double[][] sums;
  private final float[] mean;
  private final float[] offset;
  private final float[] slope;
  private final float[] total;
  private Planes gradient;
  private Planes out;
  private boolean summed;

  OutputGradient(int channels, int parts) {
    this.channels = channels;
    this.sums = new double[parts][channels];
    this.mean = new float[channels];
    this.offset = new float[channels];
    this.slope = new float[channels];
    this.total = new float[channels];
  }

  /**
   * Takes the operands of a run.
   *
   * @param out null if nothing reached the statistics, as the vectors
   * @param summed whether the bias gradient is wanted
   */
  void prepare(
      Planes gradient,
      Planes out,
      Memory mean,
      Memory meanGradient,
      Memory varianceGradient,
      boolean summed) {
    this.gradient = gradient;
    this.out = out;
    this.summed = summed;
    if (out != null) {
      double values = (double) gradient.images * gradient.pixels;
      mean.read(0, this.mean, 0, channels);
      meanGradient.read(0, offset, 0, channels);
      varianceGradient.read(0, slope, 0, channels);
      for (int c = 0; c < channels; c++) {
        offset[c] = (float) (offset[c] / values);
        slope[c] = (float) (2 * slope[c] / values);
      }
    }
    for (double[] part : sums) {
      Arrays.fill(part, 0);
    }
  }

  Planes planes() {
    return gradient;
  }

  /**
   * Reads a channel's pixels.
   *
   * @param first pixels are numbered through all images
   * @param to holds a multiple of a vector from {@code at} on; undefined after the last pixel
   * @param spare as long, overwritten
   * @param sum whether this is the read that counts for the bias gradient
   */
  void read(
      int part, int channel, int first, int count, float[] to, int at, float[] spare, boolean sum) {
    gradient.readAcross(channel, first, to, at, count);
    if (out != null) {
      out.readAcross(channel, first, spare, 0, count);
      correct(channel, count, to, at, spare);
    }
    if (summed && sum) {
      sums[part][channel] += sum(to, at, count);
    }
  }

  private void correct(int channel, int count, float[] to, int at, float[] values) {
    FloatVector means = FloatVector.broadcast(SPECIES, mean[channel]);
    FloatVector offsets = FloatVector.broadcast(SPECIES, offset[channel]);
    FloatVector slopes = FloatVector.broadcast(SPECIES, slope[channel]);
    for (int p = 0; p < count; p += LENGTH) {
      FloatVector centred = FloatVector.fromArray(SPECIES, values, p).sub(means);
      FloatVector g = FloatVector.fromArray(SPECIES, to, at + p);
      centred.fma(slopes, g.add(offsets)).intoArray(to, at + p);
    }
  }

  private static float sum(float[] of, int at, int count) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int p = 0;
    for (; p + LENGTH <= count; p += LENGTH) {
      sum = sum.add(FloatVector.fromArray(SPECIES, of, at + p));
    }
    float rest = 0;
    for (; p < count; p++) {
      rest += of[at + p];
    }
    return sum.reduceLanes(VectorOperators.ADD) + rest;
  }

  /** Writes the bias gradient. */
  void write(Memory biasGradient) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (double[] part : sums) {
        sum += part[c];
      }
      total[c] = (float) sum;
    }
    biasGradient.write(0, total, 0, channels);
  }
}
