package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;
import static dev.skipjack.runtime.kernel.simd.winograd.WinogradWeights.POSITIONS;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.CopyShares;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.algorithm.WeightGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * Gradients of a 3x3 convolution by Winograd's F(4x4, 3x3), as {@link WinogradGradient}, where
 * channels fill blocks, or those of planes nearly so: the lanes are channels, so that the
 * transforms shuffle nothing and small maps fill vectors.
 *
 * <p>With few channels parts are chunks of tile rows, each in the cache of a thread, and sum copies
 * of the weight gradient; many threads have some input channels each of a copy. With many, all
 * threads share a chunk: first blocks of the output's channels are transformed, then parts are
 * blocks of the input's, once for the weight gradient and once for the data gradient.
 */
public final class WinogradBlockGradient implements GradientSweep {
  private static final int SIZE = Blocks.SIZE;
  private static final int COLUMNS = BlockedProduct.COLUMNS;
  private static final int GROUP = WeightSums.GROUP;

  /** Floats of transformed weights of which parts sum copies. */
  private static final int MOST_COPIED = 256 * 1024;

  /** Multiplications that take as long as transforming a tile of a block both ways. */
  private static final double TRANSFORM = 4000;

  /** How many times as long it takes where all threads share what is read and written. */
  private static final double MOVED = 4;

  /** The data gradient of a block is of twice as many channels as the weight gradient of one. */
  private static final int HALVES = 2;

  /** Of the steps of a chunk, each with sums of its own: as many parts as the data can have. */
  private static final int QUARTERS = 2 * HALVES;

  private static final int PACKED = 1;
  private static final int SUMS = 2;
  private static final int GRADIENT = 3;
  private static final int TAPS = 4;
  private static final int TRANSFORMED = 5;
  private static final int OF_BLOCK = 6;
  private static final int VALUES = 7;

  private final ConvolutionSpec spec;
  private final int ins;
  private final int outs;
  private final int inBlocks;
  private final int outBlocks;
  private final int units;
  private final CopyShares shares;
  private final OutputGradient output;
  private final InputGradient input;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final boolean together;
  private final BlockedProduct product = new BlockedProduct(1, Layout.BLOCKS, true);
  private final int[] offsets;
  private final Chunk common = new Chunk();
  private final Chunk[] own = new Chunk[Parts.MOST];
  private final WeightSums[] ofBlock = new WeightSums[Parts.MOST];
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private final Workers.Task transform = this::transform;
  private final Workers.Task multiply = this::multiply;

  private boolean wantsData;
  private boolean wantsWeights;
  private Memory weight;
  private Memory weightGradient;
  private WinogradGradientCut cut;

  /** Whether a block's weights are transformed, and its sums, where they are needed. */
  private boolean once;

  /** Of a chunk's steps, how many parts the data gradient of some channels has. */
  private int dataParts;

  /** Of the positions, how many parts the weight gradient of a block has. */
  private int positionParts;

  private float[] packed;
  private int pieces;
  private int parts;

  public WinogradBlockGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.inBlocks = (ins + SIZE - 1) / SIZE;
    this.outBlocks = (outs + SIZE - 1) / SIZE;
    this.units = WinogradBlockWeights.blocks(ins);
    this.shares = new CopyShares(ins, workers);
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.sums = new WeightSums(POSITIONS, ins, outs, SIZE);
    this.weights = new WeightGradient(workers, sums, true, 1, ins * 9, outs);
    this.together = isLarge(spec);
    this.offsets = new int[outs];
    Arrays.setAll(own, part -> new Chunk());
    Arrays.setAll(ofBlock, part -> new WeightSums(POSITIONS, SIZE, outs, SIZE));
  }

  /**
   * Whether it is faster: empty lanes, where channels of planes end within a block, cost less than
   * what {@link WinogradGradient} shuffles, or parts cannot have copies of the weights. More is
   * read and written of the input.
   */
  public static boolean handles(ConvolutionSpec spec) {
    return WinogradConvolution.handles(spec) && (isFilled(spec) || isLarge(spec));
  }

  private static boolean isFilled(ConvolutionSpec spec) {
    return 4 * spec.inChannels() >= 3 * Lanes.roundUp(spec.inChannels(), SIZE)
        && 2 * spec.outChannels() >= Lanes.roundUp(spec.outChannels(), SIZE);
  }

  private static boolean isLarge(ConvolutionSpec spec) {
    return (long) POSITIONS * spec.inChannels() * spec.outChannels() > MOST_COPIED;
  }

  /**
   * Some tile rows with the output's gradient, transformed for both products: {@code
   * [step][position][block][tile][channel]}.
   */
  private final class Chunk {
    int firstRow;
    int rows;
    float[] g;
    float[] t;

    void begin(int firstRow, int endRow, boolean forData, boolean forWeights, Scratch scratch) {
      this.firstRow = firstRow;
      rows = Math.min(cut.chunkRows, endRow - firstRow);
      int steps = (rows + cut.stepRows - 1) / cut.stepRows;
      g = forData ? scratch.aligned(GRADIENT, steps * cut.stepStride) : null;
      t = forWeights ? scratch.aligned(TAPS, steps * cut.tapsStep) : null;
    }
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    this.weight = weight;
    this.weightGradient = weightGradient;
    wantsData = data;
    wantsWeights = weightGradient != null;
    plan();
    if (data && !once) {
      int size = WinogradBlockWeights.blockSize(outs);
      packed = shared.aligned(PACKED, units * size);
      int ofUnit = WinogradBlockWeights.pieces(outs);
      run(workers.partsOfFloats(units * ofUnit, (double) size / ofUnit), pack);
    }
    if (together) {
      runTogether();
    } else {
      runApart();
    }
    if (wantsWeights && !once) {
      weights.write(weightGradient);
    }
    this.weightGradient = null;
    this.weight = null;
  }

  private void run(int parts, Workers.Task task) {
    this.parts = parts;
    workers.run(parts, task);
  }

  private void plan() {
    if (cut != null && cut.fits(input.x())) {
      return;
    }
    cut = new WinogradGradientCut(input.x(), ins, outs, together);
    once = together && cut.chunks == 1;
    for (int o = 0; o < outs; o++) {
      offsets[o] = o / SIZE * cut.blockStride + o % SIZE;
    }
  }

  private void runApart() {
    double products = 2.0 * cut.tileRows * cut.tiles.columns * POSITIONS * ins * outs;
    int most = wantsWeights ? sums.mostCopies(SIZE, products) : Parts.MOST;
    int copies = Math.min(most, Parts.ofProducts(cut.chunks, products / cut.chunks));
    input.begin(copies);
    if (wantsWeights) {
      sums.prepare(SIZE, copies, cut.tileRows * cut.tiles.columns, shared, SUMS);
    }
    run(shares.prepare(copies, products, wantsData, wantsWeights), sweep);
  }

  private void runTogether() {
    input.begin(QUARTERS);
    if (wantsWeights && !once) {
      sums.prepare(SIZE, 1, cut.tileRows * cut.tiles.columns, shared, SUMS);
    }
    for (int chunk = 0; chunk < cut.chunks; chunk++) {
      common.begin(chunk * cut.chunkRows, cut.tileRows, wantsData, wantsWeights, shared);
      pieces = (common.rows + cut.stepRows - 1) / cut.stepRows;
      double tilesOfRow = cut.tiles.columns;
      double moved = MOVED * TRANSFORM * cut.stepRows * tilesOfRow;
      run(Parts.ofProducts(outBlocks * pieces, moved), transform);
      cutParts(POSITIONS * SIZE * outs * common.rows * tilesOfRow);
    }
  }

  /**
   * Multiplies a chunk, in parts that are about alike where there are enough.
   *
   * @param products multiplications of the weight gradient of a block
   */
  private void cutParts(double products) {
    int ofWeights = wantsWeights ? inBlocks : 0;
    int usual = once ? 1 : HALVES;
    int all = ofWeights + (wantsData ? usual * units : 0);
    int groups = workers.groups(all, HALVES, all * products);
    dataParts = Math.min(usual * groups, Math.max(usual, pieces));
    positionParts = once ? 1 : groups;
    int items = ofWeights * positionParts + (wantsData ? dataParts * units : 0);
    run(Parts.ofProducts(items, all * products / items), multiply);
  }

  private void pack(int part, Scratch scratch) {
    int ofUnit = WinogradBlockWeights.pieces(outs);
    int end = Parts.first(part + 1, parts, units * ofUnit);
    for (int item = Parts.first(part, parts, units * ofUnit); item < end; item++) {
      scratch.poison();
      int unit = item / ofUnit;
      int piece = item % ofUnit;
      int at = FIRST + unit * WinogradBlockWeights.blockSize(outs);
      WinogradBlockWeights.packTransposed(
          spec, weight, unit, piece, piece + 1, packed, at, VALUES, scratch);
    }
  }

  /** Some products of some tile rows, a chunk after the other. */
  private void sweep(int part, Scratch scratch) {
    int copy = shares.copy(part);
    int firstBlock = shares.firstBlock(part);
    int endBlock = shares.endBlock(part);
    int firstUnit = shares.firstUnit(part);
    int endUnit = shares.endUnit(part);
    for (int p = 0; p < POSITIONS; p++) {
      for (int block = firstBlock; block < endBlock; block++) {
        sums.clear(copy, p * inBlocks + block);
      }
    }
    Chunk chunk = own[part];
    int end = shares.end(part, cut.tileRows);
    for (int row = shares.first(part, cut.tileRows); row < end; row += chunk.rows) {
      scratch.poison();
      chunk.begin(row, end, firstUnit < endUnit, firstBlock < endBlock, scratch);
      for (int block = 0; block < outBlocks; block++) {
        transform(chunk, block, 0, scratch);
      }
      for (int block = firstBlock; block < endBlock; block++) {
        addWeights(sums, copy, inBlocks, block, block, 0, POSITIONS, chunk, scratch);
      }
      for (int unit = firstUnit; unit < endUnit; unit++) {
        int at = unit * WinogradBlockWeights.blockSize(outs);
        data(copy, unit, packed, at, chunk, 0, 1, scratch);
      }
    }
  }

  /** Some blocks of the output's channels, of some tile rows each. */
  private void transform(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, outBlocks * pieces);
    for (int item = Parts.first(part, parts, outBlocks * pieces); item < end; item++) {
      scratch.poison();
      transform(common, item / pieces, item % pieces * cut.stepRows, scratch);
    }
  }

  /** A block of a step, which begins with tile row {@code first} of the chunk. */
  private void transform(Chunk chunk, int block, int first, Scratch scratch) {
    int step = first / cut.stepRows;
    int channel = block * SIZE;
    cut.tiles.transform(
        output,
        block,
        chunk.firstRow + first,
        Math.min(cut.stepRows, chunk.rows - first),
        chunk.g,
        FIRST + step * cut.stepStride + block * cut.blockStride,
        cut.positionStride,
        chunk.t,
        FIRST + step * cut.tapsStep + channel / GROUP * cut.groupStride + channel % GROUP,
        cut.tapsPosition,
        scratch);
  }

  /** Blocks of the input's channels, for the weight gradient and for the data gradient. */
  private void multiply(int part, Scratch scratch) {
    int ofWeights = wantsWeights ? inBlocks * positionParts : 0;
    int items = ofWeights + (wantsData ? dataParts * units : 0);
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      scratch.poison();
      if (item >= ofWeights) {
        data(item - ofWeights, scratch);
      } else if (once) {
        weightsOnce(part, item, scratch);
      } else {
        int block = item / positionParts;
        int first = Parts.first(item % positionParts, positionParts, POSITIONS);
        int last = Parts.first(item % positionParts + 1, positionParts, POSITIONS);
        for (int p = first; common.firstRow == 0 && p < last; p++) {
          sums.clear(0, p * inBlocks + block);
        }
        addWeights(sums, 0, inBlocks, block, block, first, last, common, scratch);
      }
    }
  }

  private void weightsOnce(int part, int block, Scratch scratch) {
    WeightSums all = ofBlock[part];
    all.prepare(SIZE, 1, common.rows * cut.tiles.columns, scratch, OF_BLOCK);
    for (int p = 0; p < POSITIONS; p++) {
      all.clear(0, p);
    }
    addWeights(all, 0, 1, 0, block, 0, POSITIONS, common, scratch);
    int channels = Math.min(SIZE, ins - block * SIZE);
    weights.write(all, block * SIZE, channels, weightGradient, scratch);
  }

  private void data(int item, Scratch scratch) {
    int unit = item / dataParts;
    float[] u = packed;
    int at = unit * WinogradBlockWeights.blockSize(outs);
    if (once) {
      u = scratch.aligned(OF_BLOCK, WinogradBlockWeights.blockSize(outs));
      at = 0;
      int all = WinogradBlockWeights.pieces(outs);
      WinogradBlockWeights.packTransposed(spec, weight, unit, 0, all, u, FIRST, VALUES, scratch);
    }
    int end = Parts.first(item % dataParts + 1, dataParts, QUARTERS);
    for (int q = Parts.first(item % dataParts, dataParts, QUARTERS); q < end; q++) {
      int first = Parts.first(q, QUARTERS, pieces);
      data(q, unit, u, at, common, first, Parts.first(q + 1, QUARTERS, pieces), scratch);
    }
  }

  /**
   * Adds a block's products with the output's gradient, of some positions.
   *
   * @param to with {@code blocks} blocks for each position, of which this is number {@code number}
   */
  private void addWeights(
      WeightSums to,
      int copy,
      int blocks,
      int number,
      int block,
      int firstPosition,
      int endPosition,
      Chunk chunk,
      Scratch scratch) {
    int stride = cut.stepRows * cut.tiles.columns * SIZE + WinogradGradientCut.SKEW;
    int t = FIRST;
    float[] z = scratch.aligned(TRANSFORMED, POSITIONS * stride);
    for (int first = 0; first < chunk.rows; first += cut.stepRows) {
      int rows = Math.min(cut.stepRows, chunk.rows - first);
      int row = chunk.firstRow + first;
      cut.tiles.transform(input.blocks(), block, row, rows, z, FIRST, stride, null, 0, 0, scratch);
      int count = rows * cut.tiles.columns;
      for (int p = firstPosition; p < endPosition; p++) {
        int of = p * blocks + number;
        int at = t + p * cut.tapsPosition;
        to.addBlocks(copy, of, z, FIRST + p * stride, chunk.t, at, cut.groupStride, count);
      }
      t += cut.tapsStep;
    }
  }

  /**
   * The data gradient of some input channels and steps, with weights {@code u[FIRST + at]} and
   * onwards.
   */
  private void data(
      int copy,
      int unit,
      float[] u,
      int at,
      Chunk chunk,
      int firstStep,
      int endStep,
      Scratch scratch) {
    int channel = unit * COLUMNS;
    int wanted = Math.min(COLUMNS, ins - channel);
    int stride = BlockedProduct.size(cut.stepRows * cut.tiles.columns) + SIZE;
    int g = FIRST + firstStep * cut.stepStride;
    float[] m = scratch.aligned(TRANSFORMED, POSITIONS * stride);
    for (int step = firstStep; step < endStep; step++) {
      int first = step * cut.stepRows;
      int rows = Math.min(cut.stepRows, chunk.rows - first);
      int count = rows * cut.tiles.columns;
      for (int p = 0; p < POSITIONS; p++, g += cut.positionStride) {
        int a = FIRST + at + p * WinogradBlockWeights.positionSize(outs);
        int to = FIRST + p * stride;
        product.products(u, a, chunk.g, g, offsets, outs, count, wanted, m, to);
      }
      for (int c = 0; c < wanted; c += WinogradLines.GROUP) {
        int row = chunk.firstRow + first;
        write(copy, channel + c, row, rows, m, FIRST + c, stride, scratch);
      }
    }
  }

  /** Some channels' pixels of some tile rows. */
  private void write(
      int copy, int channel, int row, int rows, float[] m, int at, int stride, Scratch scratch) {
    float[] y = cut.tiles.pixels(m, at, stride, row, rows, scratch);
    int first = cut.tiles.pixel(row);
    int count = cut.tiles.pixels(row, rows);
    int group = WinogradLines.GROUP;
    int channels = Math.min(group, ins - channel);
    input.blocks().write(copy, channel, channels, first, count, y, FIRST, group, scratch);
  }
}
