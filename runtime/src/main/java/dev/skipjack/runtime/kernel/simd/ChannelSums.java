package dev.skipjack.runtime.kernel.simd;

import java.util.Arrays;

/**
 * Sums for each channel that workers collect in double, each its own, and that are added in the
 * order of the workers.
 */
final class ChannelSums {
  /** Doubles of a cache line, between what belongs to different workers. */
  private static final int GAP = 8;

  private final int perChannel;
  private final int stride;
  private final int parts;
  private final double[] sums;

  /**
   * @param perChannel how many sums a channel has
   */
  ChannelSums(int channels, int perChannel, Workers workers) {
    this.perChannel = perChannel;
    this.stride = channels * perChannel + GAP;
    this.parts = workers.size();
    this.sums = new double[parts * stride];
  }

  void clear() {
    Arrays.fill(sums, 0);
  }

  void add(int part, int channel, int sum, double value) {
    sums[part * stride + channel * perChannel + sum] += value;
  }

  double total(int channel, int sum) {
    double total = 0;
    for (int part = 0; part < parts; part++) {
      total += sums[part * stride + channel * perChannel + sum];
    }
    return total;
  }
}
