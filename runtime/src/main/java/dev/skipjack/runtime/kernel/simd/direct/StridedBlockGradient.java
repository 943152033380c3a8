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
 * <p>What is computed at a time is one of {@link StridedSteps}. With few weights parts are steps,
 * each with a copy of the weight gradient; many threads have some input channels each of a copy.
 * With many, the output's gradient of some steps is prepared for all threads, and parts are blocks
 * of input channels.
 */
public final class StridedBlockGradient implements GradientSweep {
  private static final int SIZE = Blocks.SIZE;
  private static final int GROUP = WeightSums.GROUP;
  private static final int COLUMNS = BlockedProduct.COLUMNS;

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

  private final InputPhases phases;
  private final StridedRows reader;
  private final OutputGradient output;
  private final InputGradient input;
  private final CopyShares shares;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final BlockedProduct product = new BlockedProduct(GROUP / SIZE, Layout.BLOCKS);
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private final Workers.Task fill = this::fill;
  private final Workers.Task multiply = this::multiply;

  private boolean wantsData;
  private boolean wantsWeights;
  private Memory weight;
  private float[] packed;
  private float[] common;
  private StridedSteps steps;
  private int[][] offsets;
  private int[] inputOffsets;
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
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.shares = new CopyShares(ins, workers);
    this.sums = new WeightSums(taps, ins, outs, SIZE);
    this.weights = WeightGradient.ofTaps(workers, sums, taps, ins, outs);
    this.reader = new StridedRows(spec, phases, output, input);
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
    if (steps == null || !steps.fits(input.x())) {
      steps = new StridedSteps(spec, phases, input.x(), output.map());
      offsets = steps.gradientOffsets(spec, phases);
      inputOffsets = steps.inputOffsets(spec);
    }
  }

  private void runApart() {
    FeatureMap g = output.map();
    double products = 2.0 * g.images * g.pixels * taps * ins * outs;
    int most = wantsWeights ? sums.mostCopies(SIZE, products) : Parts.MOST;
    int copies =
        Math.min(most, Parts.ofProducts(steps.chunks.count(), products / steps.chunks.count()));
    begin(copies);
    run(shares.prepare(copies, products, wantsData, wantsWeights), sweep);
  }

  private void runTogether() {
    begin(HALVES);
    firstStep = 0;
    common = shared.aligned(COMMON, stepsAtOnce() * steps.floats);
    for (; firstStep < steps.chunks.count(); firstStep += stepsAtOnce()) {
      int count = stepsAtOnce();
      run(workers.partsOfFloats(count * outBlocks, 4.0 * steps.groupStride), fill);
      int items = (wantsWeights ? inBlocks : 0) + (wantsData ? HALVES * units : 0);
      double pixels =
          (double) count * steps.chunks.mostImages() * steps.chunks.mostRows() * steps.pitch;
      run(Parts.ofProducts(items, pixels * taps * SIZE * outs), multiply);
    }
    common = null;
  }

  /** From the first one on, as many as all threads share. */
  private int stepsAtOnce() {
    return Math.min(Math.max(1, COMMON_FLOATS / steps.floats), steps.chunks.count() - firstStep);
  }

  private void begin(int copies) {
    input.begin(copies);
    if (wantsWeights) {
      FeatureMap g = output.map();
      sums.prepare(SIZE, together ? 1 : copies, g.images * g.pixels, shared, SUMS);
    }
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
    int end = shares.end(part, steps.chunks.count());
    for (int step = shares.first(part, steps.chunks.count()); step < end; step++) {
      scratch.poison();
      float[] g = scratch.aligned(GRADIENT, steps.floats);
      for (int block = 0; block < outBlocks; block++) {
        reader.readGradient(steps, step, block, g, FIRST, scratch);
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
      int at = FIRST + number * steps.floats;
      reader.readGradient(steps, firstStep + number, item % outBlocks, common, at, scratch);
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
        int at = FIRST + number * steps.floats;
        if (item < ofWeights) {
          addWeights(0, item, firstStep + number, common, at, scratch);
        } else {
          data(half, (item - ofWeights) / HALVES, firstStep + number, common, at, scratch);
        }
      }
    }
  }

  /** Adds the products of a block of input channels with the output's gradient. */
  private void addWeights(int copy, int block, int step, float[] g, int at, Scratch scratch) {
    if (steps.outRows(step) <= 0) {
      return;
    }
    float[] x = scratch.aligned(INPUT, stride * stride * steps.phaseSize);
    reader.readInput(steps, step, block, x, scratch);
    int rows = (steps.chunks.images(step) - 1) * steps.chunks.mostRows() + steps.outRows(step) - 1;
    int pixels = rows * steps.pitch + output.map().width;
    int t = at + (phases.reachRight + phases.reach * steps.pitch) * GROUP;
    for (int tap = 0; tap < taps; tap++) {
      int z = FIRST + inputOffsets[tap];
      sums.addBlocks(copy, tap * inBlocks + block, x, z, g, t, steps.groupStride, pixels);
    }
  }

  /** The data gradient of as many channels as a product has. */
  private void data(int copy, int unit, int step, float[] g, int at, Scratch scratch) {
    FeatureMap x = input.x();
    int top = spec.padding().height();
    int begin = Math.max(0, steps.chunks.row(step) * stride - top);
    boolean last = steps.chunks.row(step) + steps.chunks.rows(step) == steps.phaseRows;
    int end =
        last
            ? x.height
            : Math.min(x.height, (steps.chunks.row(step) + steps.chunks.rows(step)) * stride - top);
    int count = steps.chunks.images(step) * Math.max(0, end - begin) * x.width;
    if (count == 0) {
      return;
    }
    int pixels =
        ((steps.chunks.images(step) - 1) * steps.chunks.mostRows() + steps.chunks.rows(step))
            * steps.pitch;
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
    for (int i = 0; i < steps.chunks.images(step); i++) {
      for (int y = begin; y < end; y++, to += x.width * COLUMNS) {
        weaveRow(products, size, y + top, i, step, all, to);
      }
    }
    int first = steps.chunks.image(step) * x.pixels + begin * x.width;
    int channel = unit * COLUMNS;
    input.blocks().write(copy, channel, wanted, first, count, all, FIRST, COLUMNS, scratch);
  }

  /** A row of the input's gradient out of its phases. */
  private void weaveRow(
      float[] products, int size, int paddedRow, int image, int step, float[] to, int at) {
    int width = input.x().width;
    int left = spec.padding().width();
    int row = paddedRow / stride - steps.chunks.row(step);
    int from =
        FIRST
            + paddedRow % stride * stride * size
            + (image * steps.chunks.mostRows() + Math.max(0, row)) * steps.pitch * COLUMNS;
    for (int x = 0; x < width; x++) {
      int column = (x + left) / stride;
      int t = at + x * COLUMNS;
      if (row < steps.chunks.rows(step) && column < steps.pitch) {
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
