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
  private boolean merged;

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
    this.merged = false;
    this.sums = shared.doubles(parts * stride);
    Arrays.fill(sums, 0, parts * stride, 0);
  }

  public void add(int part, int channel, int sum, double value) {
    sums[part * stride + channel * perChannel + sum] += value;
  }

  /** What all parts added; none adds any more. */
  public double total(int channel, int sum) {
    if (!merged) {
      merge();
    }
    return parts == 0 ? 0 : sums[channel * perChannel + sum];
  }

  /** All channels of a part after those of the part before: as they lie in memory. */
  private void merge() {
    for (int part = 1; part < parts; part++) {
      int from = part * stride;
      for (int i = 0; i < stride - GAP; i++) {
        sums[i] += sums[from + i];
      }
    }
    merged = true;
  }
}
