package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * Sums of x and x² in double, each block's from its own rough mean c in float: Σx² = Σ(x-c)² +
 * 2c·Σ(x-c) + n·c². Nothing cancels in float where the mean is far from zero, and the double has
 * digits enough for means of a million standard deviations.
 */
public final class StatisticsKernel extends Sweep implements Runnable {
  private static final int X = 0;

  private final int channels;
  private final ChannelSums sums;
  private final float[] result;
  private final Planes input;
  private final Memory mean;
  private final Memory variance;

  public StatisticsKernel(int channels, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    this.channels = channels;
    this.sums = new ChannelSums(channels, 2, shared);
    this.result = new float[channels];
    this.input = Planes.of(operands, INPUT);
    this.mean = Memory.of(operands, MEAN);
    this.variance = Memory.of(operands, VARIANCE);
  }

  @Override
  public void run() {
    sweepPlanes(input);
    double count = (double) input.images * input.pixels;
    for (int channel = 0; channel < channels; channel++) {
      result[channel] = (float) (sums.total(channel, 0) / count);
    }
    mean.write(0, result, 0, channels);
    for (int channel = 0; channel < channels; channel++) {
      double m = sums.total(channel, 0) / count;
      result[channel] = (float) Math.max(0, sums.total(channel, 1) / count - m * m);
    }
    variance.write(0, result, 0, channels);
  }

  @Override
  protected void begin(int parts) {
    sums.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    int begin = input.find(image, channel, pixel, stage, 0, count);
    int n = perChannel(count);
    for (int at = begin, c = channel; at < begin + count; at += n, c++) {
      float center = (float) (Reductions.sum(x, at, 0, n) / n);
      double shifted = Reductions.sum(x, at, center, n);
      double squares = Reductions.squares(x, at, center, n);
      sums.add(part, c, 0, shifted + (double) n * center);
      sums.add(part, c, 1, squares + (2 * shifted + (double) n * center) * center);
    }
  }
}
