package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.WeightGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputRows;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * The weight gradient of any convolution: the product of the output's gradient, spread and
 * transposed, with rows (input channel, tap) that are read where they lie in padded planes. Parts
 * are chunks, some images or a band of rows of one, and each part sums a copy, of which many
 * threads have some rows each; or if copies would be large, the output's gradient is transposed
 * first, and parts are rows.
 */
final class GeneralWeightGradient {
  private static final int INPUT = 3;
  private static final int GRADIENT = 4;
  private static final int TRANSPOSED = 5;
  private static final int PIECE = 7;

  /** Floats of padded planes and gradients of a chunk; pixels of a chunk that are enough. */
  private static final int CHUNK_FLOATS = Caches.ofSecondLevel(256 * 1024);

  private static final int ENOUGH_PIXELS = 1024;

  /** Pixels of a chunk that is cut off for another thread, and such chunks as are wanted. */
  private static final int FEWEST_PIXELS = 256;

  private static final int WANTED_CHUNKS = 16;

  /** Weights of which each part sums a copy; floats that are transposed for all threads. */
  private static final int MOST_COPIED = 192 * 1024;

  private static final int MOST_COMMON = 4 * 1024 * 1024;

  /** Blocks of rows of a part, which reads the planes of its rows. */
  private static final int BAND = 3;

  private static final int SUMS = 2;
  private static final int COMMON = 3;

  private final ConvolutionSpec spec;
  private final int ins;
  private final int outs;
  private final int depth;
  private final int blocks;
  private final int units;
  private final boolean manyWeights;
  private final OutputGradient output;
  private final InputRows input;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final int[] offsets;
  private final Workers.Task sweep = this::sweep;
  private final Workers.Task transpose = this::transpose;
  private final Workers.Task multiply = this::multiply;
  private PaddedPlanes planes;
  private FeatureMap shape;
  private ImageChunks chunks;

  /** Floats from one COLUMNS of the transposed gradient of a chunk to the next. */
  private int columnStride;

  private boolean divideRows;
  private int parts;

  /** Into how many groups of units the work of a copy is cut. */
  private int cuts;

  private float[] common;

  GeneralWeightGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.ins = spec.inChannels() / spec.groups();
    this.outs = spec.outChannels() / spec.groups();
    this.depth = ins * spec.kernel().area();
    this.blocks = (depth + ROWS - 1) / ROWS;
    this.units = spec.groups() * blocks;
    this.manyWeights = (long) spec.groups() * depth * outs > MOST_COPIED;
    this.output = output;
    this.input = input.rows();
    this.workers = workers;
    this.shared = shared;
    this.sums = new WeightSums(spec.groups(), depth, outs);
    this.weights = new WeightGradient(workers, sums, false, spec.groups(), depth, outs);
    this.offsets = new int[blocks * ROWS];
  }

  void run(Memory weightGradient) {
    plan();
    FeatureMap gradient = output.map();
    int pixels = gradient.images * gradient.pixels;
    double products = (double) pixels * spec.groups() * depth * outs;
    if (divideRows) {
      sums.prepare(ROWS, 1, pixels, shared, SUMS);
      common = shared.aligned(COMMON, chunks.count() * transposedFloats());
      run(
          Parts.ofFloats(chunks.count() * columns(), 4.0 * transposedFloats() / columns()),
          transpose);
      int bands = (units + BAND - 1) / BAND;
      run(Parts.ofProducts(bands, products / bands), multiply);
      common = null;
    } else {
      int wanted = Parts.ofProducts(chunks.count(), products / chunks.count());
      int copies = Math.min(sums.mostCopies(ROWS, products), wanted);
      sums.prepare(ROWS, copies, pixels, shared, SUMS);
      cuts = workers.groups(copies, units, products);
      run(copies * cuts, sweep);
    }
    weights.write(weightGradient);
  }

  private void run(int parts, Workers.Task task) {
    this.parts = parts;
    workers.run(parts, task);
  }

  private void plan() {
    Planes x = input.x();
    if (shape != null && shape.hasShapeOf(x)) {
      return;
    }
    shape = x;
    int outRows = output.map().height;
    int pitch = PaddedPlanes.columns(spec, x.width);
    int imagePixels = PaddedPlanes.rows(spec, x.height) * pitch;
    int pixelFloats = ins * spec.stride() * spec.stride() + 2 * Lanes.roundUp(outs, COLUMNS);
    int fitting = Math.min(ENOUGH_PIXELS, Math.max(1, CHUNK_FLOATS / pixelFloats));
    int wantedPixels = (int) ((long) x.images * imagePixels / WANTED_CHUNKS);
    int most = Math.min(fitting, Math.max(FEWEST_PIXELS, wantedPixels));
    chunks = ImageChunks.of(x.images, outRows, imagePixels, most);
    planes = new PaddedPlanes(spec, 1, x.height, x.width, chunks.mostImages(), chunks.mostRows());
    int taps = spec.kernel().area();
    int kernelWidth = spec.kernel().width();
    for (int row = 0; row < offsets.length; row++) {
      int d = Math.min(row, depth - 1);
      int tap = planes.offset(d % taps / kernelWidth, d % kernelWidth);
      offsets[row] = d / taps * planes.unitSize + tap;
    }
    int mostPixels =
        ((chunks.mostImages() - 1) * planes.imageRows + chunks.mostRows()) * planes.pitch;
    columnStride = Lanes.roundUp(mostPixels, COLUMNS) * COLUMNS;
    divideRows = manyWeights && (long) chunks.count() * transposedFloats() <= MOST_COMMON;
  }

  /** Columns of the output's gradient, those of each group in whole COLUMNS. */
  private int columns() {
    return spec.groups() * Panels.panels(outs);
  }

  /** Of a chunk. */
  private int transposedFloats() {
    return columns() * columnStride;
  }

  private int pixels(int chunk) {
    int rows = (chunks.images(chunk) - 1) * planes.imageRows + chunks.rows(chunk) - 1;
    return rows * planes.pitch + output.map().width;
  }

  /** Some units of some chunks, one chunk after the other. */
  private void sweep(int part, Scratch scratch) {
    int copy = part / cuts;
    int copies = parts / cuts;
    int firstUnit = Parts.first(part % cuts, cuts, units);
    int endUnit = Parts.first(part % cuts + 1, cuts, units);
    for (int unit = firstUnit; unit < endUnit; unit++) {
      sums.clear(copy, unit);
    }
    int end = Parts.first(copy + 1, copies, chunks.count());
    for (int chunk = Parts.first(copy, copies, chunks.count()); chunk < end; chunk++) {
      for (int group = firstUnit / blocks; group * blocks < endUnit; group++) {
        scratch.poison();
        float[] t = scratch.aligned(TRANSPOSED, Panels.panels(outs) * columnStride);
        for (int v = 0; v < outs; v += COLUMNS) {
          transpose(group, v, chunk, t, FIRST + v / COLUMNS * columnStride, scratch);
        }
        int from = Math.max(firstUnit, group * blocks);
        int to = Math.min(endUnit, (group + 1) * blocks);
        chunk(copy, from, to, chunk, t, FIRST, scratch);
      }
    }
  }

  /** Some columns of the chunks. */
  private void transpose(int part, Scratch scratch) {
    int panels = Panels.panels(outs);
    int end = Parts.first(part + 1, parts, chunks.count() * columns());
    for (int item = Parts.first(part, parts, chunks.count() * columns()); item < end; item++) {
      scratch.poison();
      int column = item % columns();
      int v = column % panels * COLUMNS;
      int at = FIRST + item * columnStride;
      transpose(column / panels, v, item / columns(), common, at, scratch);
    }
  }

  /** Some blocks of rows, in all chunks. */
  private void multiply(int part, Scratch scratch) {
    int bandCount = (units + BAND - 1) / BAND;
    int first = Parts.first(part, parts, bandCount) * BAND;
    int end = Math.min(units, Parts.first(part + 1, parts, bandCount) * BAND);
    for (int unit = first; unit < end; unit++) {
      sums.clear(0, unit);
    }
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      for (int group = first / blocks; group * blocks < end; group++) {
        int from = Math.max(first, group * blocks);
        int to = Math.min(end, (group + 1) * blocks);
        int at = FIRST + (chunk * columns() + group * Panels.panels(outs)) * columnStride;
        scratch.poison();
        chunk(0, from, to, chunk, common, at, scratch);
      }
    }
  }

  /** Adds what a chunk gives to some blocks of a group. */
  private void chunk(
      int copy, int firstUnit, int endUnit, int chunk, float[] t, int at, Scratch scratch) {
    int taps = spec.kernel().area();
    int group = firstUnit / blocks;
    int firstRow = firstUnit % blocks * ROWS;
    int endRow = Math.min(depth, firstRow + (endUnit - firstUnit) * ROWS);
    int size = planes.unitSize;
    int firstChannel = firstRow / taps;
    int endChannel = (endRow - 1) / taps + 1;
    float[] z = scratch.floats(INPUT, (endChannel - firstChannel) * size);
    for (int c = firstChannel; c < endChannel; c++) {
      for (int i = 0; i < chunks.images(chunk); i++) {
        planes.fill(
            input.x(),
            input.prologue(),
            chunks.image(chunk) + i,
            group * ins + c,
            i,
            chunks.row(chunk),
            chunks.rows(chunk),
            z,
            (c - firstChannel) * size,
            scratch);
      }
    }
    int pixels = pixels(chunk);
    float[] piece = scratch.floats(PIECE, ROWS * Gemm.PIECE_DISTANCE);
    for (int unit = firstUnit; unit < endUnit; unit++) {
      int row = unit % blocks * ROWS;
      int zo = -firstChannel * size;
      sums.addShifted(copy, unit, z, zo, offsets, row, t, at, columnStride, pixels, piece);
    }
  }

  /** COLUMNS of the output's gradient as {@code [pixel][COLUMNS]}, zeros between rows. */
  private void transpose(int group, int v, int chunk, float[] t, int at, Scratch scratch) {
    boolean groupsAreBlocks = spec.groups() == 1 || outs % Blocks.SIZE == 0;
    if (output.map() instanceof Blocks && groupsAreBlocks && COLUMNS % Blocks.SIZE == 0) {
      readBlocks(group * outs + v, Math.min(COLUMNS, outs - v), chunk, t, at, scratch);
      return;
    }
    int width = output.map().width;
    int rows = chunks.rows(chunk);
    int pixels = pixels(chunk);
    int ld = Lanes.roundUp(pixels, COLUMNS) + Lanes.LENGTH; // no power of two
    float[] g = scratch.floats(GRADIENT, COLUMNS * ld);
    int columns = Math.min(COLUMNS, outs - v);
    Arrays.fill(g, 0, columns * ld, 0);
    for (int o = 0; o < columns; o++) {
      for (int i = 0; i < chunks.images(chunk); i++) {
        int channel = group * outs + v + o;
        int to = o * ld + i * planes.imageRows * planes.pitch;
        for (int r = 0; r < rows; r++, to += planes.pitch) {
          output.read(
              chunks.image(chunk) + i, channel, (chunks.row(chunk) + r) * width, g, to, width);
        }
      }
    }
    Transpose.run(g, 0, ld, columns, pixels, t, at, COLUMNS);
  }

  /** The same of a map in blocks: they are copied as they lie. */
  private void readBlocks(int channel, int columns, int chunk, float[] t, int at, Scratch scratch) {
    int width = output.map().width;
    int rows = chunks.rows(chunk);
    int end = at + pixels(chunk) * COLUMNS;
    for (int i = 0; i < chunks.images(chunk); i++) {
      for (int r = 0; r < planes.imageRows; r++) {
        int to = at + (i * planes.imageRows + r) * planes.pitch * COLUMNS;
        int there = r < rows ? width : 0;
        for (int c = 0; there > 0 && c < columns; c += Blocks.SIZE) {
          int block = (channel + c) / Blocks.SIZE;
          int pixel = (chunks.row(chunk) + r) * width;
          output.readBlock(
              chunks.image(chunk) + i, block, pixel, width, t, to + c, COLUMNS, scratch);
        }
        int gap = Math.min(end, to + there * COLUMNS);
        Arrays.fill(t, gap, Math.min(end, to + planes.pitch * COLUMNS), 0);
      }
    }
  }
}
