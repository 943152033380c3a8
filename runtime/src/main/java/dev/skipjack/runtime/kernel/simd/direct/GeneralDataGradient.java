package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputRows;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.ShiftedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * The data gradient of any convolution, by {@link InputPhases}. Parts are chunks, some images or a
 * band of rows of one; or if these are few, or the weights so many that each is better read once,
 * the planes are filled first, and parts of the product are blocks of input channels.
 */
final class GeneralDataGradient {
  private static final int GRADIENT = 3;
  private static final int PRODUCT = 4;
  private static final int RESULT = 5;
  private static final int VALUES = 6;
  private static final int SPARE = 7;

  private static final int CHUNK_FLOATS = Caches.ofSecondLevel(160 * 1024);
  private static final int ENOUGH_PIXELS = 1024;

  /** Pixels of a chunk that is cut off for another thread, and such chunks as are wanted. */
  private static final int FEWEST_PIXELS = 256;

  private static final int WANTED_CHUNKS = 16;

  /** Chunks or blocks that are enough for many threads. */
  private static final int ENOUGH = 8;

  /** Floats of weights that are better read once; floats of planes for all threads. */
  private static final int MANY_WEIGHTS = 320 * 1024;

  private static final int MOST_COMMON = 2 * 1024 * 1024;
  private static final int COMMON = 3;

  private final ConvolutionSpec spec;
  private final ConvolutionSpec phaseSpec;
  private final ShiftedProduct shifted;
  private final int stride;
  private final int ins;
  private final int outs;
  private final int blocks;
  private final int packedBlock;
  private final int units;

  private final InputPhases phases;
  private final int[][] offsets;
  private final OutputGradient output;
  private final InputRows input;
  private final Workers workers;
  private final Scratch shared;
  private final Prologue identity;
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private final Workers.Task fill = this::fill;
  private final Workers.Task multiply = this::multiply;
  private PaddedPlanes planes;
  private FeatureMap shape;
  private int phaseRows;
  private int productSize;
  private ImageChunks chunks;
  private boolean together;

  /** Whether a part has whole blocks of input channels, of all chunks. */
  private boolean wholeBlocks;

  private int productParts;
  private int parts;
  private Memory weight;
  private float[] packed;
  private float[] common;

  GeneralDataGradient(
      ConvolutionSpec spec,
      ConvolutionMethod wanted,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.stride = spec.stride();
    this.phases = new InputPhases(spec);
    this.phaseSpec = phases.spec();
    this.ins = spec.inChannels() / spec.groups();
    this.outs = spec.outChannels() / spec.groups();
    this.shifted =
        ProductChoice.of(wanted, ins, outs * spec.kernel().area() / (stride * stride), 1);
    this.blocks = shifted.blocks(ins);
    this.packedBlock = shifted.rows * outs * spec.kernel().area();
    this.units = spec.groups() * blocks;
    this.offsets = new int[phases.count()][];
    for (int phase = 0; phase < offsets.length; phase++) {
      offsets[phase] = new int[outs * phases.taps(phase).length];
    }
    this.output = output;
    this.input = input.rows();
    this.workers = workers;
    this.shared = shared;
    this.identity = new Prologue(null, spec.outChannels());
  }

  void run(Memory weight) {
    plan();
    this.weight = weight;
    packed = shared.floats(1, units * packedBlock);
    run(Parts.ofFloats(units, 2.0 * packedBlock), pack);
    if (together) {
      input.begin(wholeBlocks ? 1 : productParts);
      common = shared.floats(COMMON, chunks.count() * chunkFloats());
      int channels = spec.outChannels();
      run(Parts.ofFloats(chunks.count() * channels, 2.0 * planes.unitSize), fill);
      run(productParts, multiply);
      common = null;
    } else {
      input.begin(productParts);
      run(productParts, sweep);
    }
    this.weight = null;
  }

  private void run(int parts, Workers.Task task) {
    this.parts = parts;
    workers.run(parts, task);
  }

  private void plan() {
    FeatureMap g = output.map();
    if (shape != null && shape.hasShapeOf(g)) {
      return;
    }
    shape = g;
    phaseRows = g.height + phases.reach;
    int pitch = PaddedPlanes.columns(phaseSpec, g.width);
    int imagePixels = PaddedPlanes.rows(phaseSpec, g.height) * pitch;
    int pixelFloats = spec.outChannels() + stride * stride * shifted.rows;
    int fitting = Math.min(ENOUGH_PIXELS, Math.max(1, CHUNK_FLOATS / pixelFloats));
    int wantedPixels = (int) ((long) g.images * imagePixels / WANTED_CHUNKS);
    int most = Math.min(fitting, Math.max(FEWEST_PIXELS, wantedPixels));
    chunks = ImageChunks.of(g.images, phaseRows, imagePixels, most);
    planes =
        new PaddedPlanes(phaseSpec, 1, g.height, g.width, chunks.mostImages(), chunks.mostRows());
    productSize =
        Lanes.roundUp(
                ((chunks.mostImages() - 1) * planes.imageRows + chunks.mostRows()) * pitch, COLUMNS)
            + LENGTH; // no power of two, whose rows would meet in the same lines of a cache
    for (int phase = 0; phase < offsets.length; phase++) {
      int[] taps = phases.taps(phase);
      for (int d = 0; d < offsets[phase].length; d++) {
        int tap = phases.offset(planes, taps[d % taps.length]);
        offsets[phase][d] = d / taps.length * planes.unitSize + tap;
      }
    }
    long weights = (long) units * packedBlock;
    double products = (double) g.images * imagePixels * weights;
    int wanted =
        Parts.ofProducts(chunks.count() * units, products / ((double) chunks.count() * units));
    boolean manyWeights = weights > MANY_WEIGHTS && units >= ENOUGH;
    boolean fewChunks = chunks.count() < Math.min(ENOUGH, wanted) && units > 1;
    together = (manyWeights || fewChunks) && (long) chunks.count() * chunkFloats() <= MOST_COMMON;
    wholeBlocks = manyWeights || units >= wanted;
    int items = together ? (wholeBlocks ? units : chunks.count() * units) : chunks.count();
    productParts = Math.min(items, wanted);
  }

  private int chunkFloats() {
    return spec.outChannels() * planes.unitSize;
  }

  /** {@code [group][block][phase][out channel, tap][rows]}. */
  private void pack(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, units);
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      int first = unit % blocks * shifted.rows;
      int firstOut = unit / blocks * outs;
      int at = unit * packedBlock;
      phases.pack(weight, firstOut, outs, ins, first, shifted.rows, packed, at, scratch);
    }
  }

  /** Some chunks, one after the other. */
  private void sweep(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, chunks.count());
    for (int chunk = Parts.first(part, parts, chunks.count()); chunk < end; chunk++) {
      scratch.poison();
      float[] g = scratch.floats(GRADIENT, chunkFloats());
      for (int c = 0; c < spec.outChannels(); c++) {
        fill(c, chunk, g, 0, scratch);
      }
      for (int unit = 0; unit < units; unit++) {
        multiply(part, unit, chunk, g, 0, scratch);
      }
    }
  }

  /** Some channels of the chunks. */
  private void fill(int part, Scratch scratch) {
    int channels = spec.outChannels();
    int end = Parts.first(part + 1, parts, chunks.count() * channels);
    for (int item = Parts.first(part, parts, chunks.count() * channels); item < end; item++) {
      scratch.poison();
      int chunk = item / channels;
      fill(item % channels, chunk, common, chunk * chunkFloats(), scratch);
    }
  }

  private void fill(int c, int chunk, float[] g, int at, Scratch scratch) {
    int first = chunks.image(chunk);
    int images = chunks.images(chunk);
    int y = chunks.row(chunk);
    int rows = chunks.rows(chunk);
    int to = at + c * planes.unitSize;
    for (int i = 0; i < images; i++) {
      planes.fill(output, identity, first + i, c, i, y, rows, g, to, scratch);
    }
  }

  /** Some blocks of input channels, all chunks of one after the other. */
  private void multiply(int part, Scratch scratch) {
    int items = wholeBlocks ? units : units * chunks.count();
    int each = wholeBlocks ? chunks.count() : 1;
    int end = Parts.first(part + 1, parts, items) * each;
    for (int item = Parts.first(part, parts, items) * each; item < end; item++) {
      scratch.poison();
      int chunk = item % chunks.count();
      int copy = wholeBlocks ? 0 : part;
      multiply(copy, item / chunks.count(), chunk, common, chunk * chunkFloats(), scratch);
    }
  }

  /** A block of input channels of a chunk. */
  private void multiply(int copy, int unit, int chunk, float[] g, int at, Scratch scratch) {
    int image = chunks.image(chunk);
    int images = chunks.images(chunk);
    int y = chunks.row(chunk);
    int rows = chunks.rows(chunk);
    int pixels = ((images - 1) * planes.imageRows + rows) * planes.pitch;
    float[] product =
        scratch.aligned(PRODUCT, offsets.length * shifted.rows * productSize + 3 * LENGTH);
    int group = unit / blocks;
    int channel = unit % blocks * shifted.rows;
    int wanted = Math.min(shifted.rows, ins - channel);
    int a = unit * packedBlock;
    for (int phase = 0; phase < offsets.length; phase++) {
      int depth = offsets[phase].length;
      int to = FIRST + phase * shifted.rows * productSize;
      if (depth == 0) {
        Arrays.fill(product, to, to + wanted * productSize, 0);
      } else {
        shifted.multiply(
            packed,
            a,
            g,
            at + group * outs * planes.unitSize,
            offsets[phase],
            depth,
            pixels,
            product,
            to,
            productSize,
            wanted,
            scratch);
      }
      a += shifted.rows * depth;
    }
    for (int r = 0; r < wanted; r++) {
      write(copy, group * ins + channel + r, image, images, y, rows, product, r, scratch);
    }
  }

  private void write(
      int copy,
      int channel,
      int image,
      int images,
      int y,
      int rows,
      float[] product,
      int r,
      Scratch scratch) {
    Planes x = input.x();
    int first = Math.max(0, y * stride - spec.padding().height());
    int end = y + rows == phaseRows ? x.height : (y + rows) * stride - spec.padding().height();
    end = Math.min(x.height, end);
    int count = images * Math.max(0, end - first) * x.width;
    if (count <= 0) {
      return;
    }
    float[] d = scratch.floats(RESULT, count + x.width + 2 * LENGTH);
    phases.unite(
        planes,
        output.map().width,
        product,
        FIRST + r * productSize,
        shifted.rows * productSize,
        images,
        y,
        rows,
        first,
        end,
        x.width,
        d);
    float[] values = input.inPlace() ? null : scratch.floats(VALUES, count + LENGTH);
    int pixel = image * x.pixels + first * x.width;
    if (!input.prologue().identity && values != null) {
      x.readThrough(channel, pixel, values, 0, count);
      Arrays.fill(values, count, count + LENGTH, 0);
    }
    float[] spare = scratch.floats(SPARE, count + 2 * LENGTH);
    input.write(copy, channel, pixel, count, d, 0, values, 0, spare);
  }
}
