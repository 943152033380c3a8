package dev.skipjack.runtime.kernel.simd.algorithm;

import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * Which part computes what of gradients that are summed in copies. A part is a copy, and where
 * there are more threads than copies some input channels of one: what they have in common, such as
 * the transformed gradient of the output, each of its parts computes again. A channel of a copy is
 * one part's, so that sums do not depend on the number of threads.
 */
public final class CopyShares {
  /** Input channels that make whole blocks, and whole products of the data gradient. */
  private static final int BUNDLE = Math.max(Blocks.SIZE, BlockedProduct.COLUMNS);

  private static final int COLUMNS = BlockedProduct.COLUMNS;

  private final int bundles;
  private final int blocks;
  private final int units;
  private final Workers workers;
  private boolean weights;
  private boolean data;
  private int copies;
  private int groups;

  /**
   * @param ins input channels, whose last block need not be full
   */
  public CopyShares(int ins, Workers workers) {
    this.bundles = (ins + BUNDLE - 1) / BUNDLE;
    this.blocks = (ins + Blocks.SIZE - 1) / Blocks.SIZE;
    this.units = (ins + COLUMNS - 1) / COLUMNS;
    this.workers = workers;
  }

  /**
   * Begins a run.
   *
   * @param multiplications of all copies
   * @param data whether the data gradient is wanted
   * @param weights whether the weight gradient is wanted
   * @return how many parts there are
   */
  public int prepare(int copies, double multiplications, boolean data, boolean weights) {
    this.copies = copies;
    this.data = data;
    this.weights = weights;
    this.groups = workers.groups(copies, items(), multiplications);
    return copies * groups;
  }

  /**
   * The weight gradient of each bundle, behind them the data gradients: most parts have one kind.
   */
  private int items() {
    return data && weights ? 2 * bundles : bundles;
  }

  /** Which copy a part adds to. */
  public int copy(int part) {
    return part / groups;
  }

  /** The first of {@code total} pieces of the map that a part's copy sums. */
  public int first(int part, int total) {
    return Parts.first(copy(part), copies, total);
  }

  /** The end of those. */
  public int end(int part, int total) {
    return Parts.first(copy(part) + 1, copies, total);
  }

  /** The first block of channels of which a part computes the weight gradient. */
  public int firstBlock(int part) {
    return block(part % groups);
  }

  /** The end of those, which may be none. */
  public int endBlock(int part) {
    return block(part % groups + 1);
  }

  /**
   * The first {@link BlockedProduct#COLUMNS} channels of which a part computes the data gradient.
   */
  public int firstUnit(int part) {
    return unit(part % groups);
  }

  /** The end of those, which may be none. */
  public int endUnit(int part) {
    return unit(part % groups + 1);
  }

  private int block(int group) {
    int bundle = Parts.first(group, groups, items());
    return weights ? Math.min(blocks, bundle * BUNDLE / Blocks.SIZE) : 0;
  }

  private int unit(int group) {
    int bundle = Parts.first(group, groups, items()) - (weights ? bundles : 0);
    return data ? Math.max(0, Math.min(units, bundle * BUNDLE / COLUMNS)) : 0;
  }
}
