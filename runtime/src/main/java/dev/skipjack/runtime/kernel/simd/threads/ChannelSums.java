package dev.skipjack.runtime.kernel.simd.threads;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums for each channel that are collected in double, each part of a kernel its own, and added in
 * the order of the parts.
 */
public final class ChannelSums {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

  /**
   * Doubles of a cache line, as many as a vector has at most, between what belongs to different
   * parts.
   */
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
    if (!merged && parts > 1) {
      merge();
    }
    return parts == 0 ? 0 : sums[channel * perChannel + sum];
  }

  /** Vectors of sums, those of a part after the part before; the last reaches into the gap. */
  private void merge() {
    for (int i = 0; i < stride - GAP; i += SPECIES.length()) {
      DoubleVector sum = DoubleVector.fromArray(SPECIES, sums, i);
      for (int from = stride + i; from < parts * stride; from += stride) {
        sum = sum.add(DoubleVector.fromArray(SPECIES, sums, from));
      }
      sum.intoArray(sums, i);
    }
    merged = true;
  }
}
