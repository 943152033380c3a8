package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.winograd.WinogradWeights.POSITIONS;

import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;

/**
 * How a {@link WinogradBlockGradient} cuts maps of some shape: into chunks of tile rows, whose
 * transformed gradients are kept for all products, and these into steps, of which a product is
 * transformed at a time.
 */
final class WinogradGradientCut {
  private static final int SIZE = Blocks.SIZE;
  private static final int GROUP = WeightSums.GROUP;

  /** Floats of a part's transformed gradients, and of those that all threads share. */
  private static final int OWN_FLOATS = Caches.ofSecondLevel(160 * 1024);

  private static final int COMMON_FLOATS = 1024 * 1024;

  /** The same where weights are so many that each is better read once. */
  private static final int ALL_FLOATS = 4 * 1024 * 1024;

  private static final int MANY_WEIGHTS = 1024 * 1024;

  /** Tiles of a part that are worth reading all weights, unless there are parts enough. */
  private static final int FEWEST_TILES = 64;

  /** Floats of what is transformed for a product at a time. */
  private static final int STEP_FLOATS = Caches.ofSecondLevel(48 * 1024);

  /** Odd lines between positions, lest they meet in a cache; pixels that a product reads beyond. */
  static final int SKEW = 15 * SIZE;

  final WinogradBlock tiles;

  /** Tile rows of all images, of a chunk and of a step; the last ones may have fewer. */
  final int tileRows;

  final int chunkRows;
  final int stepRows;
  final int chunks;

  /** Floats from one block to the next, from one position, from one step. */
  final int blockStride;

  final int positionStride;
  final int stepStride;

  /** The same of what is transformed for the weight gradient, in groups of channels. */
  final int groupStride;

  final int tapsPosition;
  final int tapsStep;
  private final int images;

  /**
   * @param x the convolution's input, of whose height and width its output is
   * @param together whether all threads share a chunk
   */
  WinogradGradientCut(FeatureMap x, int ins, int outs, boolean together) {
    images = x.images;
    tiles = new WinogradBlock(x.height, x.width);
    tileRows = images * tiles.rows;
    int ofTile = 2 * POSITIONS * outs;
    if (together) {
      int most = POSITIONS * ins * outs > MANY_WEIGHTS ? ALL_FLOATS : COMMON_FLOATS;
      chunkRows = Parts.evenly(tileRows, most / (ofTile * tiles.columns));
      stepRows =
          Math.min(chunkRows, tiles.step(STEP_FLOATS / (POSITIONS * BlockedProduct.COLUMNS)));
    } else {
      int ofCopy = Math.max(FEWEST_TILES, tileRows * tiles.columns / WeightSums.ENOUGH_COPIES);
      chunkRows = Math.min(tileRows, tiles.step(Math.min(OWN_FLOATS / ofTile, ofCopy)));
      stepRows = chunkRows;
    }
    chunks = (tileRows + chunkRows - 1) / chunkRows;
    blockStride = stepRows * tiles.columns * SIZE;
    positionStride = Lanes.roundUp(outs, SIZE) / SIZE * blockStride + SKEW;
    stepStride = POSITIONS * positionStride;
    groupStride = stepRows * tiles.columns * GROUP;
    tapsPosition = (outs + GROUP - 1) / GROUP * groupStride + SKEW;
    tapsStep = POSITIONS * tapsPosition;
  }

  /** Whether maps of this shape are cut so. */
  boolean fits(FeatureMap x) {
    return tiles.fits(x.height, x.width) && images == x.images;
  }
}
