package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.CopyShares;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.algorithm.WeightGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Gradients of a convolution of any kernel and stride whose channels fill whole blocks. Rows of
 * planes are transposed when they are read and written, so that the lanes are channels and no pixel
 * has to be sorted: the output's gradient, padded, lies {@code [group][pixel][channel]} and serves
 * both products.
 *
 * <p>What is computed at a time is a step: some images, or a band of rows of one. With few weights
 * parts are steps, each with a copy of the weight gradient; many threads have some input channels
 * each of a copy. With many, the output's gradient of some steps is prepared for all threads, and
 * parts are blocks of input channels.
 */
public final class StridedBlockGradient implements GradientSweep {
  private static final int SIZE = Blocks.SIZE;
  private static final int GROUP = WeightSums.GROUP;
  private static final int COLUMNS = BlockedProduct.COLUMNS;

  /** Floats of what a step keeps in the cache, and pixels that are worth reading all weights. */
  private static final int STEP_FLOATS = Caches.ofSecondLevel(128 * 1024);

  private static final int FEWEST_PIXELS = 128;

  /** Weights of which parts sum no copies; floats of the output's gradient for all threads. */
  private static final int MOST_COPIED = 128 * 1024;

  private static final int COMMON_FLOATS = 1024 * 1024;

  /** The data gradient of a block is of twice as many channels as the weight gradient of one. */
  private static final int HALVES = 2;

  private static final int PACKED = 1;
  private static final int SUMS = 2;
  private static final int COMMON = 3;

  private static final int GRADIENT = 3;
  private static final int PRODUCT = 4;
  private static final int INPUT = 5;

  private final ConvolutionSpec spec;
  private final int stride;
  private final int taps;
  private final int ins;
  private final int outs;
  private final int inBlocks;
  private final int outBlocks;
  private final int units;
  private final int packedUnit;
  private final boolean together;

  /** How far taps reach in phases, down and to the right. */
  private final int reach;

  private final int reachRight;

  private final InputPhases phases;
  private final OutputGradient output;
  private final InputGradient input;
  private final CopyShares shares;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final BlockedProduct product = new BlockedProduct(GROUP / SIZE, Layout.BLOCKS);
  private final int[][] offsets;
  private final int[] inputOffsets;
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private final Workers.Task fill = this::fill;
  private final Workers.Task multiply = this::multiply;

  private boolean wantsData;
  private boolean wantsWeights;
  private Memory weight;
  private float[] packed;
  private float[] common;
  private FeatureMap shape;

  /** Pixels from one row to the next; rows of the phases, of all and of a step. */
  private int pitch;

  private int phaseRows;
  private int stepRows;
  private int stepImages;
  private int bands;
  private int steps;
  private int groupStride;
  private int stepFloats;
  private int phaseSize;
  private int firstStep;
  private int parts;

  public StridedBlockGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.stride = spec.stride();
    this.taps = spec.kernel().area();
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.inBlocks = ins / SIZE;
    this.outBlocks = outs / SIZE;
    this.units = (ins + COLUMNS - 1) / COLUMNS;
    this.packedUnit = COLUMNS * outs * taps;
    this.together = taps * ins * outs > MOST_COPIED;
    this.phases = new InputPhases(spec);
    this.reach = phases.reach;
    this.reachRight = phases.reachRight;
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.shares = new CopyShares(ins, workers);
    this.sums = new WeightSums(taps, ins, outs, SIZE);
    this.weights = WeightGradient.ofTaps(workers, sums, taps, ins, outs);
    this.offsets = new int[phases.count()][];
    for (int phase = 0; phase < offsets.length; phase++) {
      offsets[phase] = new int[outs * phases.taps(phase).length];
    }
    this.inputOffsets = new int[taps];
  }

  public static boolean handles(ConvolutionSpec spec) {
    return spec.stride() > 1 && fits(spec);
  }

  /** Whether it computes a convolution right, though not always fast. */
  public static boolean fits(ConvolutionSpec spec) {
    return spec.groups() == 1 && spec.inChannels() % SIZE == 0 && spec.outChannels() % SIZE == 0;
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    this.weight = weight;
    wantsData = data;
    wantsWeights = weightGradient != null;
    plan();
    if (data) {
      packed = shared.aligned(PACKED, units * packedUnit);
      run(workers.partsOfFloats(units, 2.0 * packedUnit), pack);
    }
    if (together) {
      runTogether();
    } else {
      runApart();
    }
    if (wantsWeights) {
      weights.write(weightGradient);
    }
    this.weight = null;
  }

  private void run(int parts, Workers.Task task) {
    this.parts = parts;
    workers.run(parts, task);
  }

  private void plan() {
    FeatureMap x = input.x();
    if (shape != null && shape.hasShapeOf(x)) {
      return;
    }
    shape = x;
    FeatureMap g = output.map();
    pitch = g.width + reachRight;
    phaseRows = g.height + reach;
    int imagePixels = phaseRows * pitch;
    int fitting = STEP_FLOATS / (outs + 3 * stride * stride * COLUMNS);
    int most = Math.max(FEWEST_PIXELS, fitting);
    stepImages = Math.max(1, Math.min(most / imagePixels, g.images));
    int cuts = imagePixels <= most ? 1 : (imagePixels + most - 1) / most;
    stepRows = (phaseRows + cuts - 1) / cuts;
    bands = (phaseRows + stepRows - 1) / stepRows;
    steps = (g.images + stepImages - 1) / stepImages * bands;
    int rows = stepImages * stepRows + reach;
    groupStride = (reachRight + rows * pitch + BlockedProduct.PIXELS) * GROUP;
    stepFloats = (outs + GROUP - 1) / GROUP * groupStride;
    phaseSize = rows * pitch * SIZE;
    int width = spec.kernel().width();
    for (int phase = 0; phase < offsets.length; phase++) {
      int[] some = phases.taps(phase);
      for (int d = 0; d < offsets[phase].length; d++) {
        int o = d / some.length;
        int down = some[d % some.length] / width * spec.dilation() / stride;
        int right = some[d % some.length] % width * spec.dilation() / stride;
        int pixel = reachRight + (reach - down) * pitch - right;
        offsets[phase][d] = o / GROUP * groupStride + pixel * GROUP + o % GROUP;
      }
    }
    for (int tap = 0; tap < taps; tap++) {
      int down = tap / width * spec.dilation();
      int right = tap % width * spec.dilation();
      int phase = down % stride * stride + right % stride;
      inputOffsets[tap] = phase * phaseSize + (down / stride * pitch + right / stride) * SIZE;
    }
  }

  private void runApart() {
    FeatureMap g = output.map();
    double products = 2.0 * g.images * g.pixels * taps * ins * outs;
    int most = wantsWeights ? sums.mostCopies(SIZE, products) : Parts.MOST;
    int copies = Math.min(most, Parts.ofProducts(steps, products / steps));
    begin(copies);
    run(shares.prepare(copies, products, wantsData, wantsWeights), sweep);
  }

  private void runTogether() {
    begin(HALVES);
    firstStep = 0;
    common = shared.aligned(COMMON, stepsAtOnce() * stepFloats);
    for (; firstStep < steps; firstStep += stepsAtOnce()) {
      int count = stepsAtOnce();
      run(workers.partsOfFloats(count * outBlocks, 4.0 * groupStride), fill);
      int items = (wantsWeights ? inBlocks : 0) + (wantsData ? HALVES * units : 0);
      double pixels = (double) count * stepImages * stepRows * pitch;
      run(Parts.ofProducts(items, pixels * taps * SIZE * outs), multiply);
    }
    common = null;
  }

  /** From the first one on, as many as all threads share. */
  private int stepsAtOnce() {
    return Math.min(Math.max(1, COMMON_FLOATS / stepFloats), steps - firstStep);
  }

  private void begin(int copies) {
    input.begin(copies);
    if (wantsWeights) {
      FeatureMap g = output.map();
      sums.prepare(SIZE, together ? 1 : copies, g.images * g.pixels, shared, SUMS);
    }
  }

  private int image(int step) {
    return step / bands * stepImages;
  }

  private int images(int step) {
    return Math.min(stepImages, output.map().images - image(step));
  }

  /** The first row of a step in the phases of each of its images. */
  private int row(int step) {
    return step % bands * stepRows;
  }

  private int rows(int step) {
    return Math.min(stepRows, phaseRows - row(step));
  }

  /** Of the output: fewer at the end of an image, where only taps reach. */
  private int outRows(int step) {
    return Math.min(rows(step), output.map().height - row(step));
  }

  private void pack(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, units);
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      scratch.poison();
      int first = unit * COLUMNS;
      phases.pack(weight, 0, outs, ins, first, COLUMNS, packed, FIRST + unit * packedUnit, scratch);
    }
  }

  /** Some products of some steps, one step after the other. */
  private void sweep(int part, Scratch scratch) {
    int copy = shares.copy(part);
    int firstBlock = shares.firstBlock(part);
    int endBlock = shares.endBlock(part);
    for (int tap = 0; tap < taps; tap++) {
      for (int block = firstBlock; block < endBlock; block++) {
        sums.clear(copy, tap * inBlocks + block);
      }
    }
    int end = shares.end(part, steps);
    for (int step = shares.first(part, steps); step < end; step++) {
      scratch.poison();
      float[] g = scratch.aligned(GRADIENT, stepFloats);
      for (int block = 0; block < outBlocks; block++) {
        readOutputGradient(step, block, g, FIRST, scratch);
      }
      for (int block = firstBlock; block < endBlock; block++) {
        addWeights(copy, block, step, g, FIRST, scratch);
      }
      for (int unit = shares.firstUnit(part); unit < shares.endUnit(part); unit++) {
        data(copy, unit, step, g, FIRST, scratch);
      }
    }
  }

  /** Some blocks of output channels of some steps. */
  private void fill(int part, Scratch scratch) {
    int items = stepsAtOnce() * outBlocks;
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      scratch.poison();
      int number = item / outBlocks;
      int at = FIRST + number * stepFloats;
      readOutputGradient(firstStep + number, item % outBlocks, common, at, scratch);
    }
  }

  /** Blocks of input channels for the weight gradient, and some steps of more for the data's. */
  private void multiply(int part, Scratch scratch) {
    int count = stepsAtOnce();
    int ofWeights = wantsWeights ? inBlocks : 0;
    int items = ofWeights + (wantsData ? HALVES * units : 0);
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      for (int tap = 0; firstStep == 0 && item < ofWeights && tap < taps; tap++) {
        sums.clear(0, tap * inBlocks + item);
      }
      int half = item < ofWeights ? 0 : (item - ofWeights) % HALVES;
      int first = item < ofWeights ? 0 : Parts.first(half, HALVES, count);
      int last = item < ofWeights ? count : Parts.first(half + 1, HALVES, count);
      for (int number = first; number < last; number++) {
        scratch.poison();
        int at = FIRST + number * stepFloats;
        if (item < ofWeights) {
          addWeights(0, item, firstStep + number, common, at, scratch);
        } else {
          data(half, (item - ofWeights) / HALVES, firstStep + number, common, at, scratch);
        }
      }
    }
  }

  /** The gradient of a block of output channels of a step, zeros where the output has no pixel. */
  private void readOutputGradient(int step, int block, float[] g, int at, Scratch scratch) {
    FeatureMap map = output.map();
    int channel = block * SIZE;
    int to = at + channel / GROUP * groupStride + channel % GROUP;
    int y = row(step) - reach;
    int begin = Math.max(0, y);
    int count = Math.max(0, Math.min(map.height, row(step) + rows(step)) - begin) * map.width;
    boolean byRow = map instanceof Blocks; // planes are transposed more at a time
    float[] pixels = byRow ? null : scratch.aligned(Scratch.STAGE, count * SIZE);
    clear(g, to, reachRight, GROUP);
    for (int i = 0; i < images(step); i++) {
      int image = image(step) + i;
      if (!byRow) {
        output.readBlock(image, block, begin * map.width, count, pixels, FIRST, SIZE, scratch);
      }
      for (int r = 0; r < rows(step) + reach; r++) {
        int t = to + (reachRight + (i * stepRows + r) * pitch) * GROUP;
        int there = y + r >= 0 && y + r < map.height ? map.width : 0;
        if (byRow && there > 0) {
          output.readBlock(image, block, (y + r) * map.width, there, g, t, GROUP, scratch);
        } else {
          int from = FIRST + (y + r - begin) * map.width * SIZE;
          copy(pixels, from, SIZE, there, g, t, GROUP);
        }
        clear(g, t + there * GROUP, pitch - there, GROUP);
      }
    }
  }

  /** Adds the products of a block of input channels with the output's gradient. */
  private void addWeights(int copy, int block, int step, float[] g, int at, Scratch scratch) {
    if (outRows(step) <= 0) {
      return;
    }
    float[] x = scratch.aligned(INPUT, stride * stride * phaseSize);
    readInput(step, block, x, scratch);
    int rows = (images(step) - 1) * stepRows + outRows(step) - 1;
    int pixels = rows * pitch + output.map().width;
    int t = at + (reachRight + reach * pitch) * GROUP;
    for (int tap = 0; tap < taps; tap++) {
      int z = FIRST + inputOffsets[tap];
      sums.addBlocks(copy, tap * inBlocks + block, x, z, g, t, groupStride, pixels);
    }
  }

  /** A block of what the convolution saw, its phases one behind the other. */
  private void readInput(int step, int block, float[] to, Scratch scratch) {
    FeatureMap x = input.x();
    int top = spec.padding().height();
    int rows = outRows(step) + reach;
    int begin = Math.max(0, row(step) * stride - top);
    int end = Math.min(x.height, (row(step) + rows) * stride - top);
    int count = Math.max(0, end - begin) * x.width;
    float[] pixels = scratch.aligned(Scratch.STAGE, count * SIZE);
    for (int i = 0; i < images(step); i++) {
      int image = image(step) + i;
      input.blocks().readBlock(image, block, begin * x.width, count, pixels, FIRST, SIZE, scratch);
      for (int r = 0; r < rows * stride; r++) {
        int y = row(step) * stride + r - top;
        int from = FIRST + (y - begin) * x.width * SIZE;
        int t =
            FIRST + r % stride * stride * phaseSize + (i * stepRows + r / stride) * pitch * SIZE;
        for (int phase = 0; phase < stride; phase++) {
          splitRow(pixels, from, y >= 0 && y < x.height, phase, to, t + phase * phaseSize);
        }
      }
    }
  }

  /** Every pixel of a row that belongs to a phase, zeros where there is padding. */
  private void splitRow(float[] row, int from, boolean there, int phase, float[] to, int at) {
    int left = spec.padding().width();
    int width = input.x().width;
    int before = there ? Math.min(pitch, Math.max(0, (left - phase + stride - 1) / stride)) : pitch;
    int first = before * stride + phase - left;
    int count = there && first < width ? (width - 1 - first) / stride + 1 : 0;
    count = Math.min(count, pitch - before);
    clear(to, at, before, SIZE);
    copy(row, from + first * SIZE, stride * SIZE, count, to, at + before * SIZE, SIZE);
    clear(to, at + (before + count) * SIZE, pitch - before - count, SIZE);
  }

  /** Pixels of a block, so far apart. */
  private static void copy(
      float[] from, int at, int distance, int pixels, float[] to, int t, int toDistance) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      for (int p = 0; p < pixels; p++) {
        FloatVector.fromArray(SPECIES, from, at + lane + p * distance)
            .intoArray(to, t + lane + p * toDistance);
      }
    }
  }

  private static void clear(float[] to, int at, int pixels, int distance) {
    for (int p = 0; p < pixels; p++) {
      Arrays.fill(to, at + p * distance, at + p * distance + SIZE, 0);
    }
  }

  /** The data gradient of as many channels as a product has. */
  private void data(int copy, int unit, int step, float[] g, int at, Scratch scratch) {
    FeatureMap x = input.x();
    int top = spec.padding().height();
    int begin = Math.max(0, row(step) * stride - top);
    boolean last = row(step) + rows(step) == phaseRows;
    int end = last ? x.height : Math.min(x.height, (row(step) + rows(step)) * stride - top);
    int count = images(step) * Math.max(0, end - begin) * x.width;
    if (count == 0) {
      return;
    }
    int pixels = ((images(step) - 1) * stepRows + rows(step)) * pitch;
    int size = BlockedProduct.size(pixels);
    int wanted = Math.min(COLUMNS, ins - unit * COLUMNS);
    float[] products = scratch.aligned(PRODUCT, offsets.length * size);
    int a = FIRST + unit * packedUnit;
    for (int phase = 0; phase < offsets.length; phase++) {
      int depth = offsets[phase].length;
      int to = FIRST + phase * size;
      if (depth == 0) {
        Arrays.fill(products, to, to + size, 0);
      } else {
        product.products(packed, a, g, at, offsets[phase], depth, pixels, wanted, products, to);
      }
      a += COLUMNS * depth;
    }
    float[] all = scratch.aligned(Scratch.STAGE, count * COLUMNS);
    int to = FIRST;
    for (int i = 0; i < images(step); i++) {
      for (int y = begin; y < end; y++, to += x.width * COLUMNS) {
        weaveRow(products, size, y + top, i, step, all, to);
      }
    }
    int first = image(step) * x.pixels + begin * x.width;
    int channel = unit * COLUMNS;
    input.blocks().write(copy, channel, wanted, first, count, all, FIRST, COLUMNS, scratch);
  }

  /** A row of the input's gradient out of its phases. */
  private void weaveRow(
      float[] products, int size, int paddedRow, int image, int step, float[] to, int at) {
    int width = input.x().width;
    int left = spec.padding().width();
    int row = paddedRow / stride - row(step);
    int from =
        FIRST
            + paddedRow % stride * stride * size
            + (image * stepRows + Math.max(0, row)) * pitch * COLUMNS;
    for (int x = 0; x < width; x++) {
      int column = (x + left) / stride;
      int t = at + x * COLUMNS;
      if (row < rows(step) && column < pitch) {
        int p = from + (x + left) % stride * size + column * COLUMNS;
        for (int lane = 0; lane < COLUMNS; lane += LENGTH) {
          FloatVector.fromArray(SPECIES, products, p + lane).intoArray(to, t + lane);
        }
      } else {
        Arrays.fill(to, t, t + COLUMNS, 0);
      }
    }
  }
}
