package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;

/**
 * Sums of x and x² in double, each piece's from its own rough mean c in float: Σx² = Σ(x-c)² +
 * 2c·Σ(x-c) + n·c². Nothing cancels in float where the mean is far from zero, and the double has
 * digits enough for means of a million standard deviations.
 */
final class StatisticsSums {
  private static final int VALUES = 0;
  private static final int SQUARES = 1;

  private final int channels;
  private final ChannelSums sums;
  private final float[] result;
  private final Memory mean;
  private final Memory variance;

  StatisticsSums(int channels, Operands operands, Scratch shared) {
    this.channels = channels;
    this.sums = new ChannelSums(channels, 2, shared);
    this.result = new float[channels];
    this.mean = Memory.of(operands, MEAN);
    this.variance = Memory.of(operands, VARIANCE);
  }

  void clear(int parts) {
    sums.clear(parts);
  }

  /**
   * Adds a piece of a channel.
   *
   * @param center its rough mean
   * @param shifted the sum of its values less that
   * @param squares the sum of the squares of those
   */
  void add(int part, int channel, int count, float center, double shifted, double squares) {
    sums.add(part, channel, VALUES, shifted + (double) count * center);
    sums.add(part, channel, SQUARES, squares + (2 * shifted + (double) count * center) * center);
  }

  /**
   * Writes mean and variance.
   *
   * @param count values of a channel
   */
  void write(double count) {
    for (int channel = 0; channel < channels; channel++) {
      result[channel] = (float) (sums.total(channel, VALUES) / count);
    }
    mean.write(0, result, 0, channels);
    for (int channel = 0; channel < channels; channel++) {
      double m = sums.total(channel, VALUES) / count;
      result[channel] = (float) Math.max(0, sums.total(channel, SQUARES) / count - m * m);
    }
    variance.write(0, result, 0, channels);
  }
}
