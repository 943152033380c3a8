package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.PIXELS;

import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.threads.Balance;
import dev.skipjack.runtime.kernel.simd.threads.Parts;

/**
 * How a 1 x 1 convolution of few pixels with a gate is cut: in the way that costs least with some
 * threads, by its shape alone. Costs are multiplications, or what takes as long.
 */
final class PointwiseCut {
  /** A float that is read, which another core may have written, and one that is copied. */
  private static final double READ = 8;

  private static final double COPIED = 12;

  /** A weight that comes from a cache far from the core. */
  private static final double WEIGHT = 1;

  /** A part that is handed over, and a barrier. */
  private static final double PART = 16 * 1024;

  private final int depth;
  private final int outs;
  private final int pixels;
  private final int blocks;

  /** Whether all pixels are copied before any are multiplied. */
  private boolean together;

  private int chunkTiles;
  private int groupBlocks;
  private double least = Double.POSITIVE_INFINITY;

  /**
   * @param mayShare whether all pixels may be copied at first, behind a barrier
   * @param mostTiles of a chunk
   */
  PointwiseCut(int depth, int outs, int pixels, boolean mayShare, int mostTiles) {
    this.depth = depth;
    this.outs = outs;
    this.pixels = pixels;
    this.blocks = (outs + COLUMNS - 1) / COLUMNS;
    for (int tiles = 1; tiles <= mostTiles; tiles++) {
      for (int group = blocks; group > 0; group = group == 1 ? 0 : (group + 1) / 2) {
        take(tiles, group, false, cost(tiles, group, COPIED));
        if (mayShare) {
          double copied = COPIED * pixels * depth + 14 / 3.0 * PART;
          take(tiles, group, true, copied + cost(tiles, group, READ));
        }
      }
    }
  }

  private void take(int tiles, int group, boolean shared, double cost) {
    if (cost <= least) {
      least = cost;
      chunkTiles = tiles;
      groupBlocks = group;
      together = shared;
    }
  }

  boolean together() {
    return together;
  }

  int chunkPixels() {
    return chunkTiles * PIXELS;
  }

  /** Blocks of output channels of a unit. */
  int groupBlocks() {
    return groupBlocks;
  }

  int parts() {
    return parts(chunkTiles, groupBlocks);
  }

  private int units(int tiles, int group) {
    int chunk = tiles * PIXELS;
    return (pixels + chunk - 1) / chunk * ((blocks + group - 1) / group);
  }

  private int parts(int tiles, int group) {
    int units = units(tiles, group);
    return Parts.ofShortProducts(units, (double) pixels * depth * outs / units);
  }

  private double cost(int tiles, int group, double read) {
    int units = units(tiles, group);
    int parts = parts(tiles, group);
    int groups = (blocks + group - 1) / group;
    return Balance.cost(
        parts,
        part -> {
          double sum = PART;
          int there = -1;
          int end = Parts.first(part + 1, parts, units);
          for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
            int chunk = unit / groups;
            int count = Math.min(tiles * PIXELS, pixels - chunk * tiles * PIXELS);
            int first = unit % groups * group * COLUMNS;
            int channels = Math.min(outs - first, group * COLUMNS);
            int tiled = PointwiseProduct.tiled(count, channels);
            sum += (double) depth * channels * (tiled + WEIGHT);
            sum += chunk == there ? 0 : read * count * depth;
            there = chunk;
          }
          return sum;
        });
  }
}
