package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;
import static dev.skipjack.runtime.kernel.simd.winograd.WinogradWeights.POSITIONS;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.fusion.NormalizedInput;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A 3 x 3 convolution of stride 1 and padding 1 by Winograd's F(4x4, 3x3), as {@link
 * WinogradConvolution}, where channels fill whole blocks: the lanes are channels, so that the
 * transforms shuffle nothing, and maps may lie in blocks. A step is some tile rows. Parts are
 * steps; or if these are few, or the weights so many that each is better read once, the input is
 * transformed first, and parts of the products are blocks of output channels; or where these are
 * few, some of the 36 positions of a block, so that each weight is still read once. Who computes
 * the last of them transforms the products.
 */
public final class WinogradBlockConvolution extends ConvolutionAlgorithm {
  private static final int SIZE = Blocks.SIZE;
  private static final int COLUMNS = BlockedProduct.COLUMNS;
  private static final int TRANSFORMED = 0;
  private static final int PRODUCT = 1;
  private static final int PACKED = 3;
  private static final int PIXELS = 4;

  /** A slot of what all threads share: products that wait for those of other positions. */
  private static final int WAITING = 6;

  /**
   * Groups that the positions of a block of output channels are cut into at most, but for {@link
   * #moreGroups}.
   */
  private static final int MOST_GROUPS = 4;

  /**
   * The same where weights are transformed on the way, as in training: for its positions each group
   * reads all of the block's.
   */
  private static final int MOST_PACKING_GROUPS = 2;

  /** Of six positions, for each of which weights are transformed together. */
  private static final int POSITION_ROWS = 6;

  /** Multiplications that take as long as transforming a tile of a channel. */
  private static final double TRANSFORM = 450;

  /** How many times as long transforms take where what they write is not at hand in a cache. */
  private static final double MOVED = 2;

  /** Multiplications that take as long as reading a weight that is in no cache of the core. */
  private static final double STREAMED = 18;

  private static final double STEP_TILES = 64;

  private final Layouts layouts;
  private final int ins;
  private final int outs;
  private final int inBlocks;
  private final int units;
  private final int allTiles;
  private final WinogradCut cut;
  private final NormalizedInput input;
  private final WinogradBlock tiles;
  private final WinogradBlockResults results;
  private final BlockedProduct product = new BlockedProduct(1, Layout.BLOCKS, true);
  private final int[] offsets;
  private final Scratch shared;
  private final Workers.Task part = this::part;
  private final Workers.Task transformPart = this::transformPart;
  private final Workers.Task productPart = this::productPart;
  private final Workers.Task groupPart = this::groupPart;
  private float[] common;
  private int firstStep;
  private int commonSteps;
  private int parts;

  /** Into how many groups of output channels' blocks a part of some steps is cut. */
  private int unitGroups;

  /** How many parts of each block's positions there are, in the order of their rows. */
  private int positionGroups;

  private float[] waiting;

  /** Of each block of output channels of a step, or of all, the groups that are not computed. */
  private final AtomicIntegerArray missing;

  public WinogradBlockConvolution(
      ConvolutionSpec spec,
      Layouts layouts,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    super(spec, ConvolutionMethod.WINOGRAD, workers);
    this.layouts = layouts;
    this.shared = shared;
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.inBlocks = ins / SIZE;
    this.units = WinogradBlockWeights.blocks(outs);
    this.tiles = new WinogradBlock(height, width);
    this.input = new NormalizedInput(ins);
    this.results = new WinogradBlockResults(tiles, outs, height, width, PIXELS);
    int tileRows = images * tiles.rows;
    this.allTiles = tileRows * tiles.columns;
    this.cut = new WinogradCut(tiles, tileRows, ins, outs, units, packedSize(), cost());
    this.missing = new AtomicIntegerArray(units * cut.atOnce);
    this.offsets = new int[ins];
    Arrays.setAll(offsets, c -> c / SIZE * cut.blockStride + c % SIZE);
  }

  /** Whether it can; what lies in planes may be any number of channels only with the other one. */
  public static boolean handles(ConvolutionSpec spec) {
    return WinogradConvolution.handles(spec)
        && spec.inChannels() % SIZE == 0
        && spec.outChannels() % SIZE == 0;
  }

  @Override
  public double cost() {
    double read = packedSize() > CACHED_FLOATS ? STREAMED * Math.ceil(allTiles / STEP_TILES) : 0;
    double products = (double) packedSize() * (allTiles + read);
    return products + TRANSFORM * allTiles * (ins + outs);
  }

  @Override
  public int packedSize() {
    return units * WinogradBlockWeights.blockSize(ins);
  }

  @Override
  public int packedBlocks() {
    return units * WinogradBlockWeights.pieces(ins);
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int unit = block / WinogradBlockWeights.pieces(ins);
    int piece = block % WinogradBlockWeights.pieces(ins);
    int at = unit * WinogradBlockWeights.blockSize(ins);
    WinogradBlockWeights.pack(
        spec, from, unit, piece, piece + 1, 0, POSITIONS, to, at, PIXELS, scratch);
  }

  /** Some positions of a block, of all input channels. */
  private void pack(int unit, int begin, int end, float[] to, int at, Scratch scratch) {
    int pieces = WinogradBlockWeights.pieces(ins);
    WinogradBlockWeights.pack(
        spec, unpacked(), unit, 0, pieces, begin, end, to, at, PIXELS, scratch);
  }

  @Override
  protected boolean packsOnTheWay() {
    return cut.together && cut.wholeBlocks && cut.atOnce == cut.steps;
  }

  @Override
  protected void compute() {
    input.prepare(layouts.planesIn() ? x : blocksIn, prologue);
    results.bind(epilogue);
    if (!cut.together) {
      parts = Math.min(cut.steps, cut.wantedParts);
      epilogue.prepare(parts);
      unitGroups = workers.groups(parts, units, cost());
      workers.run(parts * unitGroups, part);
      return;
    }
    int tasks = cut.wholeBlocks ? units : units * cut.steps;
    positionGroups = positionGroups(tasks);
    int productParts =
        positionGroups > 1 ? tasks * positionGroups : Math.min(tasks, cut.wantedParts);
    epilogue.prepare(cut.wholeBlocks ? 1 : positionGroups > 1 ? tasks : productParts);
    common = shared.aligned(COMMON, cut.atOnce * cut.stepStride);
    waiting =
        positionGroups > 1 ? shared.aligned(WAITING, units * cut.atOnce * productSize()) : null;
    for (firstStep = 0; firstStep < cut.steps; firstStep += cut.atOnce) {
      commonSteps = Math.min(cut.atOnce, cut.steps - firstStep);
      int items = commonSteps * inBlocks;
      parts = Parts.ofProducts(items, MOVED * TRANSFORM * SIZE * cut.stepRows * tiles.columns);
      workers.run(parts, transformPart);
      parts = productParts;
      if (positionGroups == 1) {
        workers.run(parts, productPart);
      } else {
        for (int task = 0; task < tasks; task++) {
          missing.set(task, positionGroups);
        }
        workers.run(parts, groupPart);
      }
    }
    common = null;
    waiting = null;
  }

  /**
   * Into how many groups of positions blocks of output channels are cut.
   *
   * @param tasks parts of whole blocks
   */
  private int positionGroups(int tasks) {
    int most = weights == null ? MOST_PACKING_GROUPS : MOST_GROUPS;
    int count = 1;
    while (count < most && tasks * count < ENOUGH && isWorth(2 * count * tasks)) {
      count *= 2;
    }
    if (units * cut.atOnce * productSize() > MOST_COMMON) {
      return 1;
    }
    return count > 1 || cut.wholeBlocks ? moreGroups(tasks, count) : count;
  }

  /** For many threads: whole rows of positions, whose statistics are gathered as before. */
  private int moreGroups(int tasks, int count) {
    int more = workers.groups(tasks * count, POSITION_ROWS / count, cost());
    while (more > 1 && POSITION_ROWS % (count * more) > 0) {
      more--;
    }
    return count * more;
  }

  private boolean isWorth(int parts) {
    return parts <= Parts.MOST && Parts.ofProducts(parts, cost() / parts) == parts;
  }

  /** Floats of the products of a block of output channels of a step. */
  private int productSize() {
    return POSITIONS * productStride();
  }

  /** Floats from one position of them to the next. */
  private int productStride() {
    return BlockedProduct.size(cut.stepRows * tiles.columns) + SIZE;
  }

  /** Some blocks of output channels of some steps, one step after the other. */
  private void part(int number, Scratch scratch) {
    int part = number / unitGroups;
    int first = Parts.first(number % unitGroups, unitGroups, units);
    int endUnit = Parts.first(number % unitGroups + 1, unitGroups, units);
    epilogue.begin(part, first * COLUMNS, Math.min(outs, endUnit * COLUMNS));
    int end = Parts.first(part + 1, parts, cut.steps);
    for (int step = Parts.first(part, parts, cut.steps); step < end; step++) {
      scratch.poison();
      float[] v = scratch.aligned(TRANSFORMED, cut.stepStride);
      for (int block = 0; block < inBlocks; block++) {
        transform(block, step, v, FIRST, scratch);
      }
      for (int unit = first; unit < endUnit; unit++) {
        int at = unit * WinogradBlockWeights.blockSize(ins);
        product(part, unit, step, v, FIRST, weights, at, scratch);
      }
    }
  }

  /** Some blocks of the common steps. */
  private void transformPart(int part, Scratch scratch) {
    int items = commonSteps * inBlocks;
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      scratch.poison();
      int number = item / inBlocks;
      int at = FIRST + number * cut.stepStride;
      transform(item % inBlocks, firstStep + number, common, at, scratch);
    }
  }

  /**
   * Some blocks of output channels, all common steps of one after the other; or those of some
   * steps, of which a thread transformed about the same: what one wrote another reads slowly.
   */
  private void productPart(int part, Scratch scratch) {
    if (!cut.wholeBlocks) {
      epilogue.begin(part);
    }
    int items = cut.wholeBlocks ? units : units * commonSteps;
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      scratch.poison();
      int unit = cut.wholeBlocks ? item : item % units;
      float[] u = weights;
      int at = unit * WinogradBlockWeights.blockSize(ins);
      if (weights == null) {
        u = scratch.aligned(PACKED, WinogradBlockWeights.blockSize(ins));
        at = FIRST;
        pack(unit, 0, POSITIONS, u, at, scratch);
      }
      int first = cut.wholeBlocks ? 0 : item / units;
      int last = cut.wholeBlocks ? commonSteps - 1 : first;
      for (int number = first; number <= last; number++) {
        int from = FIRST + number * cut.stepStride;
        product(cut.wholeBlocks ? 0 : part, unit, firstStep + number, common, from, u, at, scratch);
      }
    }
  }

  /** Some positions of a block of output channels, of all common steps or of one. */
  private void groupPart(int part, Scratch scratch) {
    scratch.poison();
    int task = part / positionGroups;
    int unit = cut.wholeBlocks ? task : task % units;
    int first = cut.wholeBlocks ? 0 : task / units;
    int last = cut.wholeBlocks ? commonSteps - 1 : first;
    int begin = Parts.first(part % positionGroups, positionGroups, POSITIONS);
    int end = Parts.first(part % positionGroups + 1, positionGroups, POSITIONS);
    float[] u = weights;
    int at = unit * WinogradBlockWeights.blockSize(ins);
    if (weights == null) {
      int skipped = begin * WinogradBlockWeights.positionSize(ins);
      u = scratch.aligned(PACKED, end * WinogradBlockWeights.positionSize(ins) - skipped);
      at = FIRST - skipped;
      pack(unit, begin, end, u, at, scratch);
    }
    for (int number = first; number <= last; number++) {
      int from = FIRST + number * cut.stepStride;
      multiply(
          unit,
          firstStep + number,
          begin,
          end,
          common,
          from,
          u,
          at,
          waiting,
          productOffset(unit, number));
    }
    if (missing.decrementAndGet(task) == 0) {
      if (!cut.wholeBlocks) {
        epilogue.begin(task);
      }
      for (int number = first; number <= last; number++) {
        int of = cut.wholeBlocks ? 0 : task;
        finish(of, unit, firstStep + number, waiting, productOffset(unit, number), scratch);
      }
    }
  }

  /** Where the products of a block and a common step begin. */
  private int productOffset(int unit, int number) {
    return FIRST + (unit * cut.atOnce + number) * productSize();
  }

  private void transform(int block, int step, float[] v, int at, Scratch scratch) {
    tiles.transform(
        input,
        block,
        cut.row(step),
        cut.rows(step),
        v,
        at + block * cut.blockStride,
        cut.positionStride,
        null,
        0,
        0,
        scratch);
  }

  /** A block of output channels of a step, with weights {@code u[uAt]} and onwards. */
  private void product(
      int part, int unit, int step, float[] v, int at, float[] u, int uAt, Scratch scratch) {
    float[] m = scratch.aligned(PRODUCT, productSize());
    multiply(unit, step, 0, POSITIONS, v, at, u, uAt, m, FIRST);
    finish(part, unit, step, m, FIRST, scratch);
  }

  /** Some positions of a block of output channels of a step, written from {@code m[to]} on. */
  private void multiply(
      int unit,
      int step,
      int begin,
      int end,
      float[] v,
      int at,
      float[] u,
      int uAt,
      float[] m,
      int to) {
    int count = cut.rows(step) * tiles.columns;
    int wanted = Math.min(COLUMNS, outs - unit * COLUMNS);
    for (int p = begin; p < end; p++) {
      int a = uAt + p * WinogradBlockWeights.positionSize(ins);
      int from = at + p * cut.positionStride;
      product.products(u, a, v, from, offsets, ins, count, wanted, m, to + p * productStride());
    }
  }

  /** Transforms a block's products of a step. */
  private void finish(int part, int unit, int step, float[] m, int at, Scratch scratch) {
    int first = cut.row(step);
    int channel = unit * COLUMNS;
    int wanted = Math.min(COLUMNS, outs - channel);
    int stride = productStride();
    for (int c = 0; c < wanted; c += WinogradLines.GROUP) {
      if (layouts.planesOut() && epilogue.endsProducts()) {
        results.planes(channel + c, first, cut.rows(step), m, at + c, stride, scratch);
      } else if (layouts.planesOut()) {
        finishPlanes(part, channel + c, step, m, at + c, stride, scratch);
      } else {
        results.blocks(part, channel + c, first, cut.rows(step), m, at + c, stride, scratch);
      }
    }
  }

  private void finishPlanes(
      int part, int channel, int step, float[] m, int at, int stride, Scratch scratch) {
    int row = cut.row(step);
    int count = tiles.pixels(row, cut.rows(step));
    int ld = Blocks.distance(count);
    float[] y = scratch.aligned(PIXELS, WinogradLines.GROUP * ld);
    tiles.planes(m, at, stride, row, cut.rows(step), y, scratch);
    for (int c = 0; c < WinogradLines.GROUP; c++) {
      epilogue.finish(part, channel + c, tiles.pixel(row), y, c * ld, count, scratch);
    }
  }
}
