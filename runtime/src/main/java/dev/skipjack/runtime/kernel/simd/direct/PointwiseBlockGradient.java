package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.algorithm.WeightGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * Gradients of a 1x1 convolution, as {@link PointwiseGradient}, where maps lie in blocks or output
 * channels are many. The lanes are channels, so rows of planes are transposed when they are read
 * and written: the output's gradient lies {@code [group][pixel][channel]} and serves both products
 * as it is.
 *
 * <p>Parts are tiles of pixels, and each part sums a weight gradient of its own, of which many
 * threads have some units of input channels each; or if these would be few or large, or pixels are
 * few, the whole output's gradient is laid out first, and parts are units of input channels.
 */
public final class PointwiseBlockGradient implements GradientSweep {
  private static final int SIZE = Blocks.SIZE;
  private static final int GROUP = WeightSums.GROUP;
  private static final int COLUMNS = BlockedProduct.COLUMNS;

  /**
   * Output channels of planes that are worth it, if input channels, which are transposed too, are
   * no more.
   */
  private static final int FEWEST_OUTS = 256;

  /** Input channels that are read together. */
  private static final int UNIT = Math.max(SIZE, COLUMNS);

  /** Floats of the output's gradient of a tile: more than half of the usual second-level cache. */
  private static final int TILE_FLOATS = Caches.ofSecondLevel(160 * 1024);

  /** Pixels of a tile: some products of pixels, beyond which nothing is gained. */
  private static final int STEP = 2 * BlockedProduct.PIXELS;

  private static final int MOST_PIXELS = 8 * STEP;

  /**
   * A multiple of vectors: rows of many a map then begin at lines of the cache, and have no rest.
   */
  private static final int WHOLE = 4 * STEP;

  /** Pixels of a tile that are worth reading all weights, and tiles that are wanted. */
  private static final int FEWEST_PIXELS = 4 * STEP;

  private static final int WANTED_TILES = 16;

  /** Parts that are enough for many threads. */
  private static final int ENOUGH = 12;

  /** Floats of the output's gradient, laid out for all threads. */
  private static final int MOST_COMMON = 4 * 1024 * 1024;

  /** So few that reading them again for each unit takes less than copies of the sums. */
  private static final int CACHED_COMMON = 1024 * 1024;

  /** Blocks of a unit, or tiles, of which many threads compute one each, in either product. */
  private static final int HALVES = 2;

  private static final int QUARTERS = 2 * HALVES;

  private static final int PACKED = 1;
  private static final int SUMS = 2;
  private static final int COMMON = 3;

  private static final int GRADIENT = 2;
  private static final int NORMALIZED = 6;

  private final int ins;
  private final int outs;
  private final int units;
  private final int outBlocks;
  private final int groups;
  private final OutputGradient output;
  private final InputGradient input;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final int fittingTile;
  private final BlockedProduct product = new BlockedProduct(GROUP / SIZE, Layout.BLOCKS, true);
  private final int[] offsets;
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private final Workers.Task fill = this::fill;
  private final Workers.Task multiply = this::multiply;

  private boolean wantsData;
  private boolean wantsWeights;
  private Memory weight;
  private float[] packed;
  private float[] common;
  private int pixels;
  private int tile;
  private int tiles;
  private int parts;

  /** Into how many groups of units the work of a copy is cut. */
  private int cuts;

  /** Into how many pieces a unit is cut, if units are parts: one, two or {@link #QUARTERS}. */
  private int pieces;

  public PointwiseBlockGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.units = (ins + UNIT - 1) / UNIT;
    this.outBlocks = (outs + SIZE - 1) / SIZE;
    this.groups = (outs + GROUP - 1) / GROUP;
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.sums = new WeightSums(1, ins, outs, SIZE);
    this.weights = new WeightGradient(workers, sums, false, 1, ins, outs);
    this.offsets = new int[outs];
    int fitting = Math.min(TILE_FLOATS / (groups * GROUP), MOST_PIXELS);
    int unit = fitting < WHOLE ? STEP : WHOLE;
    this.fittingTile = Math.max(STEP, fitting / unit * unit);
    input.subsample(spec.stride());
  }

  /** Whether it is worth it for maps in planes. */
  public static boolean handles(ConvolutionSpec spec) {
    return PointwiseConvolution.handles(spec)
        && spec.outChannels() >= Math.max(FEWEST_OUTS, spec.inChannels());
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    this.weight = weight;
    wantsData = data;
    wantsWeights = weightGradient != null;
    if (data) {
      packed = shared.aligned(PACKED, Lanes.roundUp(ins, COLUMNS) * outs);
      run(workers.partsOfFloats(outs, 2.0 * ins), pack);
    }
    plan();
    double products = 2.0 * pixels * ins * outs;
    int most = wantsWeights ? sums.mostCopies(SIZE, products) : Parts.MOST;
    int copies = Math.min(most, Parts.ofProducts(tiles, products / tiles));
    int unitParts = Parts.ofProducts(units, products / units);
    if (isInUnits(copies, unitParts)) {
      begin(1, HALVES);
      common = shared.aligned(COMMON, tiles * tileFloats() + STEP * GROUP);
      run(workers.partsOfFloats(tiles * outBlocks, 4.0 * tile * SIZE), fill);
      int groups = unitParts == units ? workers.groups(units, QUARTERS, products) : 1;
      pieces = Integer.highestOneBit(groups);
      run(unitParts * pieces, multiply);
      common = null;
    } else {
      begin(copies, copies);
      cuts = workers.groups(copies, units, products);
      run(copies * cuts, sweep);
    }
    if (wantsWeights) {
      weights.write(weightGradient);
    }
    this.weight = null;
  }

  /** Whether parts are units of input channels, not the pixels of copies. */
  private boolean isInUnits(int copies, int unitParts) {
    long floats = (long) tiles * tileFloats();
    return floats <= CACHED_COMMON
        ? unitParts >= Math.min(ENOUGH, copies)
        : unitParts > copies && copies < ENOUGH && floats <= MOST_COMMON;
  }

  private void plan() {
    pixels = output.map().images * output.map().pixels;
    int enough = Lanes.roundUp(pixels / WANTED_TILES + 1, STEP);
    tile = Math.min(fittingTile, Math.max(FEWEST_PIXELS, enough));
    tiles = (pixels + tile - 1) / tile;
    for (int o = 0; o < outs; o++) {
      offsets[o] = o / GROUP * tile * GROUP + o % GROUP;
    }
  }

  private void begin(int copies, int dataCopies) {
    input.begin(dataCopies);
    if (wantsWeights) {
      sums.prepare(SIZE, copies, pixels, shared, SUMS);
    }
  }

  private void run(int parts, Workers.Task task) {
    this.parts = parts;
    workers.run(parts, task);
  }

  private int count(int number) {
    return Math.min(tile, pixels - number * tile);
  }

  /** Of the output's gradient of a tile. */
  private int tileFloats() {
    return groups * tile * GROUP;
  }

  /** The weights of some output channels as {@code [block][out channel][COLUMNS]}. */
  private void pack(int part, Scratch scratch) {
    int width = Lanes.roundUp(ins, COLUMNS);
    float[] row = scratch.floats(0, width);
    int end = Parts.first(part + 1, parts, outs);
    for (int out = Parts.first(part, parts, outs); out < end; out++) {
      weight.read((long) out * ins, row, 0, ins);
      Arrays.fill(row, ins, width, 0);
      for (int c = 0; c < ins; c += COLUMNS) {
        System.arraycopy(row, c, packed, FIRST + c * outs + out * COLUMNS, COLUMNS);
      }
    }
  }

  /** Some units of some tiles, one tile after the other. */
  private void sweep(int part, Scratch scratch) {
    int copy = part / cuts;
    int copies = parts / cuts;
    int firstUnit = Parts.first(part % cuts, cuts, units);
    int endUnit = Parts.first(part % cuts + 1, cuts, units);
    clear(copy, firstUnit * UNIT, Math.min(ins, endUnit * UNIT));
    int end = Parts.first(copy + 1, copies, tiles);
    for (int number = Parts.first(copy, copies, tiles); number < end; number++) {
      scratch.poison();
      float[] g = scratch.aligned(GRADIENT, tileFloats() + STEP * GROUP);
      for (int block = 0; block < outBlocks; block++) {
        readOutputGradient(number, block, g, FIRST, scratch);
      }
      for (int unit = firstUnit; unit < endUnit; unit++) {
        addWeights(copy, unit * UNIT, endOf(unit), number, g, FIRST, scratch);
        data(copy, unit, number, g, FIRST, scratch);
      }
    }
  }

  /** Some blocks of output channels of some tiles. */
  private void fill(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, tiles * outBlocks);
    for (int item = Parts.first(part, parts, tiles * outBlocks); item < end; item++) {
      scratch.poison();
      int number = item / outBlocks;
      int at = FIRST + number * tileFloats();
      readOutputGradient(number, item % outBlocks, common, at, scratch);
    }
  }

  /**
   * Some units, or a piece of one, all tiles one after the other. The first of a unit's quarters
   * are blocks for the weight gradient, the last tiles for the data gradient.
   */
  private void multiply(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, units * pieces);
    for (int item = Parts.first(part, parts, units * pieces); item < end; item++) {
      int unit = item / pieces;
      int quarter = item % pieces * QUARTERS / pieces;
      int endQuarter = quarter + QUARTERS / pieces;
      int blocks = (endOf(unit) - unit * UNIT + SIZE - 1) / SIZE;
      int firstChannel = unit * UNIT + half(quarter, blocks) * SIZE;
      int endChannel = Math.min(endOf(unit), unit * UNIT + half(endQuarter, blocks) * SIZE);
      int firstTile = half(quarter - HALVES, tiles);
      int endTile = half(endQuarter - HALVES, tiles);
      clear(0, firstChannel, endChannel);
      for (int number = 0; number < tiles; number++) {
        scratch.poison();
        int at = FIRST + number * tileFloats();
        addWeights(0, firstChannel, endChannel, number, common, at, scratch);
        if (number >= firstTile && number < endTile) {
          int copy = number < half(1, tiles) ? 0 : 1;
          data(copy, unit, number, common, at, scratch);
        }
      }
    }
  }

  /** Where a half of some items begins; the first is number 0. */
  private static int half(int number, int items) {
    return Parts.first(Math.max(0, Math.min(HALVES, number)), HALVES, items);
  }

  /** The input channel behind a unit. */
  private int endOf(int unit) {
    return Math.min(ins, (unit + 1) * UNIT);
  }

  private void clear(int copy, int firstChannel, int endChannel) {
    for (int c = firstChannel; wantsWeights && c < endChannel; c += SIZE) {
      sums.clear(copy, c / SIZE);
    }
  }

  /** The gradient of a block of output channels of a tile, zeros behind the last channel. */
  private void readOutputGradient(int number, int block, float[] g, int at, Scratch scratch) {
    int channel = block * SIZE;
    int to = at + channel / GROUP * tile * GROUP + channel % GROUP;
    output.readThrough(block, number * tile, count(number), g, to, GROUP, scratch);
  }

  /** Adds the products of some blocks of input channels of a tile. */
  private void addWeights(
      int copy, int firstChannel, int endChannel, int number, float[] g, int at, Scratch scratch) {
    int count = count(number);
    int first = number * tile;
    for (int c = firstChannel; wantsWeights && c < endChannel; c += SIZE) {
      float[] z = scratch.aligned(NORMALIZED, count * SIZE);
      input.blocks().readThrough(c / SIZE, first, count, z, FIRST, SIZE, scratch);
      sums.addBlocks(copy, c / SIZE, z, FIRST, g, at, tile * GROUP, count);
    }
  }

  /** The data gradient of a unit of input channels of a tile. */
  private void data(int copy, int unit, int number, float[] g, int at, Scratch scratch) {
    int count = count(number);
    int first = number * tile;
    for (int c = unit * UNIT; wantsData && c < endOf(unit); c += COLUMNS) {
      int wanted = Math.min(COLUMNS, ins - c);
      int a = FIRST + c * outs;
      float[] t = product.products(packed, a, g, at, offsets, outs, count, wanted, scratch);
      input.blocks().write(copy, c, wanted, first, count, t, FIRST, COLUMNS, scratch);
    }
  }
}
