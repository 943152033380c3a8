package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm.ENOUGH;
import static dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm.MOST_COMMON;
import static dev.skipjack.runtime.kernel.simd.winograd.WinogradWeights.POSITIONS;

import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;

/**
 * How a {@link WinogradBlockConvolution} is cut: into steps of some tile rows, whose transformed
 * input stays in a core's cache, and what threads share, by its shape alone.
 */
final class WinogradCut {
  /** Floats of a step, transformed and multiplied, and tiles that are enough. */
  private static final int STEP_FLOATS = Caches.ofSecondLevel(200 * 1024);

  private static final int MOST_TILES = 112;

  /** Tiles of a step that is cut off for another thread. */
  private static final int FEWEST_TILES = 28;

  /** Transformed weights that are better read once. */
  private static final int MANY_WEIGHTS = 1024 * 1024;

  /** Odd lines between positions, lest they meet in a cache; pixels that a product reads beyond. */
  private static final int SKEW = 15 * Blocks.SIZE;

  /** Tiles that take as long as a step's weights, which come from a more distant cache. */
  private static final double STEP = 0.5;

  /** Tile rows of a step; the last one may have fewer. */
  final int stepRows;

  final int steps;

  /** Floats of a transformed step from one block of channels to the next. */
  final int blockStride;

  /** And from one position to the next. */
  final int positionStride;

  /** Floats of a transformed step. */
  final int stepStride;

  /** Whether the input is transformed for all threads first, some steps at once. */
  final boolean together;

  /** Steps that are transformed before their products. */
  final int atOnce;

  /** Whether a part has whole blocks of output channels, of all steps. */
  final boolean wholeBlocks;

  /** Parts that are worth handing over. */
  final int wantedParts;

  private final WinogradBlock tiles;
  private final int tileRows;
  private final int outs;
  private final int units;

  /**
   * @param tileRows of all images
   * @param units blocks of output channels as they are multiplied
   * @param packedSize floats of weights, transformed
   * @param cost of the convolution, in multiplications
   */
  WinogradCut(
      WinogradBlock tiles,
      int tileRows,
      int ins,
      int outs,
      int units,
      int packedSize,
      double cost) {
    this.tiles = tiles;
    this.tileRows = tileRows;
    this.outs = outs;
    this.units = units;
    boolean manyWeights = packedSize > MANY_WEIGHTS;
    int allTiles = tileRows * tiles.columns;
    int wanted = Parts.ofProducts(tileRows * units, cost / (tileRows * units));
    int most = STEP_FLOATS / (POSITIONS * ((manyWeights ? 0 : ins) + BlockedProduct.COLUMNS));
    if (!manyWeights) { // as many steps as are parts enough, if that leaves them tiles
      most = Math.min(most, Math.max(FEWEST_TILES, allTiles / ENOUGH));
    }
    int rows = tiles.step(Math.min(MOST_TILES, most));
    while (rows * tiles.columns >= 2 * FEWEST_TILES
        && (tileRows + rows - 1) / rows * units < Math.min(ENOUGH, wanted)) {
      rows = (rows + 1) / 2;
    }
    rows = Math.min(rows, tileRows);
    this.stepRows = manyWeights ? Parts.evenly(tileRows, rows) : balanced(rows);
    this.steps = (tileRows + stepRows - 1) / stepRows;
    int cut = units > 1 ? wanted : Parts.ofShortProducts(steps, cost / steps);
    this.wantedParts = Math.min(cut, steps * units);
    this.blockStride = stepRows * tiles.columns * Blocks.SIZE;
    this.positionStride = ins / Blocks.SIZE * blockStride + SKEW;
    this.stepStride = POSITIONS * positionStride;
    this.together = manyWeights || steps < Math.min(ENOUGH, wantedParts);
    int fitting = Math.max(1, MOST_COMMON / stepStride);
    this.atOnce = Math.min(steps, fitting);
    this.wholeBlocks = atOnce < steps || manyWeights || units >= wantedParts;
  }

  /**
   * Rows of a step where there is one block of output channels, and steps alone are parts: if they
   * are few, as many as give two and four threads least to do.
   *
   * @param usual what would be taken otherwise
   */
  private int balanced(int usual) {
    if (units > 1 || (tileRows + usual - 1) / usual >= ENOUGH) {
      return usual;
    }
    int best = usual;
    double least = work(usual);
    for (int most = usual * tiles.columns - 1; most >= tiles.columns; most--) {
      int rows = tiles.step(most);
      double work = work(rows);
      if (work < least) {
        least = work;
        best = rows;
      }
    }
    return best;
  }

  /** What two and four threads do together until the last is ready, with steps of so many rows. */
  private double work(int rows) {
    int all = (tileRows + rows - 1) / rows;
    int count = rows * tiles.columns;
    double each = BlockedProduct.computed(count, outs) + STEP;
    return each * (2 * ((all + 1) / 2) + 4 * ((all + 3) / 4));
  }

  /** The first tile row of a step. */
  int row(int step) {
    return step * stepRows;
  }

  /** How many it has. */
  int rows(int step) {
    return Math.min(stepRows, tileRows - row(step));
  }
}
