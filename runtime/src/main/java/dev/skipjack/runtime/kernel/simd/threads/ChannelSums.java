package dev.skipjack.runtime.kernel.simd.threads;

import java.util.Arrays;

/**
 * Sums for each channel that are collected in double, each part of a kernel its own, and added in
 * the order of the parts.
 */
public final class ChannelSums {
  /** Doubles of a cache line, between what belongs to different parts. */
  private static final int GAP = 8;

  private final int perChannel;
  private final int stride;
  private final Scratch shared;
  private int parts;
  private double[] sums;

  /**
   * @param perChannel how many sums a channel has
   * @param shared arrays that the kernels of a network use one after the other
   */
  public ChannelSums(int channels, int perChannel, Scratch shared) {
    this.perChannel = perChannel;
    this.stride = channels * perChannel + GAP;
    this.shared = shared;
  }

  /** Begins to sum. */
  public void clear(int parts) {
    this.parts = parts;
    this.sums = shared.doubles(parts * stride);
    Arrays.fill(sums, 0, parts * stride, 0);
  }

  public void add(int part, int channel, int sum, double value) {
    sums[part * stride + channel * perChannel + sum] += value;
  }

  public double total(int channel, int sum) {
    double total = 0;
    for (int part = 0; part < parts; part++) {
      total += sums[part * stride + channel * perChannel + sum];
    }
    return total;
  }
}
