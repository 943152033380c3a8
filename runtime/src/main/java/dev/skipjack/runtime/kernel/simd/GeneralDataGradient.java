package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Scratch.FIRST;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import java.util.Arrays;

/**
 * The data gradient of any convolution, by {@link InputPhases}. Workers divide the rows of all
 * images, or the input channels if the weights are many and the pixels few.
 */
final class GeneralDataGradient {
  private static final int GRADIENT = 3;
  private static final int PRODUCT = 4;
  private static final int RESULT = 5;
  private static final int VALUES = 6;
  private static final int SPARE = 7;

  private static final int CHUNK_FLOATS = 160 * 1024;
  private static final int ENOUGH_PIXELS = 1024;
  private static final int MOST_SHARED = 320 * 1024;

  private final ConvolutionSpec spec;
  private final ConvolutionSpec phaseSpec;
  private final ShiftedProduct shifted;
  private final int stride;
  private final int ins;
  private final int outs;
  private final int blocks;
  private final int packedBlock;
  private final boolean divideChannels;

  private final InputPhases phases;
  private final int[][] offsets;
  private final OutputGradient output;
  private final InputGradient input;
  private final Workers workers;
  private final Scratch shared;
  private final Prologue identity;
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private PaddedPlanes planes;
  private Planes shape;
  private int chunkImages;
  private int chunkRows;
  private int phaseRows;
  private int productSize;
  private float[] weight;
  private float[] packed;

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
        ShiftedProduct.of(wanted, ins, outs * spec.kernel() * spec.kernel() / (stride * stride), 1);
    this.blocks = shifted.blocks(ins);
    this.packedBlock = shifted.rows * outs * spec.kernel() * spec.kernel();
    this.divideChannels =
        (long) spec.groups() * ins * outs * spec.kernel() * spec.kernel() > MOST_SHARED
            && spec.groups() * blocks >= workers.size();
    this.offsets = new int[phases.count()][];
    for (int phase = 0; phase < offsets.length; phase++) {
      offsets[phase] = new int[outs * phases.taps(phase).length];
    }
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.identity = new Prologue(null, spec.outChannels());
  }

  void run(Memory weight) {
    plan();
    int size = spec.groups() * ins * outs * spec.kernel() * spec.kernel();
    this.weight = shared.floats(0, size);
    weight.read(0, this.weight, 0, size);
    packed = shared.floats(1, spec.groups() * blocks * packedBlock);
    workers.run(pack);
    workers.run(sweep);
  }

  private void plan() {
    Planes g = output.planes();
    if (shape != null
        && shape.images == g.images
        && shape.height == g.height
        && shape.width == g.width) {
      return;
    }
    shape = g;
    phaseRows = g.height + phases.reach;
    int pitch = PaddedPlanes.extent(phaseSpec, g.width);
    int imagePixels = PaddedPlanes.extent(phaseSpec, g.height) * pitch;
    int pixelFloats = spec.outChannels() + stride * stride * shifted.rows;
    int most = Math.min(ENOUGH_PIXELS, Math.max(1, CHUNK_FLOATS / pixelFloats));
    chunkImages = Math.max(1, Math.min(most / imagePixels, g.images));
    int bands = imagePixels <= most ? 1 : (imagePixels + most - 1) / most;
    chunkRows = (phaseRows + bands - 1) / bands;
    planes = new PaddedPlanes(phaseSpec, 1, g.height, g.width, chunkImages, chunkRows);
    productSize =
        Lanes.roundUp(((chunkImages - 1) * planes.imageRows + chunkRows) * pitch, COLUMNS)
            + LENGTH; // no power of two, whose rows would meet in the same lines of a cache
    for (int phase = 0; phase < offsets.length; phase++) {
      int[] taps = phases.taps(phase);
      for (int d = 0; d < offsets[phase].length; d++) {
        int tap = phases.offset(planes, taps[d % taps.length]);
        offsets[phase][d] = d / taps.length * planes.channelSize + tap;
      }
    }
  }

  /** {@code [group][block][phase][out channel, tap][rows]}. */
  private void pack(int part, Scratch scratch) {
    int all = spec.kernel() * spec.kernel();
    int blockRows = shifted.rows;
    float[] rows = scratch.floats(GRADIENT, all * blockRows);
    int end = workers.first(part + 1, spec.groups() * blocks);
    for (int unit = workers.first(part, spec.groups() * blocks); unit < end; unit++) {
      int first = unit % blocks * blockRows;
      int count = Math.min(blockRows, ins - first);
      Arrays.fill(rows, 0, all * blockRows, 0);
      for (int o = 0; o < outs; o++) {
        int from = ((unit / blocks * outs + o) * ins + first) * all;
        Transpose.run(weight, from, all, count, all, rows, 0, blockRows);
        int at = unit * packedBlock;
        for (int phase = 0; phase < offsets.length; phase++) {
          int[] some = phases.taps(phase);
          for (int i = 0; i < some.length; i++) {
            int to = at + (o * some.length + i) * blockRows;
            System.arraycopy(rows, some[i] * blockRows, packed, to, blockRows);
          }
          at += outs * some.length * blockRows;
        }
      }
    }
  }

  private void sweep(int worker, Scratch scratch) {
    int units = spec.groups() * blocks;
    int first = divideChannels ? workers.first(worker, units) : 0;
    int end = divideChannels ? workers.first(worker + 1, units) : units;
    int rows = output.planes().images * phaseRows;
    int row = divideChannels ? 0 : workers.first(worker, rows);
    int endRow = divideChannels ? rows : workers.first(worker + 1, rows);
    while (row < endRow) {
      int y = row % phaseRows;
      int whole = y == 0 && chunkRows == phaseRows ? (endRow - row) / phaseRows : 0;
      int images = Math.max(1, Math.min(chunkImages, whole));
      int n = whole > 0 ? phaseRows : Math.min(chunkRows, Math.min(endRow - row, phaseRows - y));
      chunk(worker, first, end, row / phaseRows, images, y, n, scratch);
      row += images * n;
    }
  }

  /** Some whole images, or some rows of the phases of one. */
  private void chunk(
      int worker,
      int firstUnit,
      int endUnit,
      int image,
      int images,
      int y,
      int rows,
      Scratch scratch) {
    scratch.poison();
    int size = planes.channelSize;
    int firstOut = firstUnit / blocks * outs;
    int endOut = ((endUnit - 1) / blocks + 1) * outs;
    float[] g = scratch.floats(GRADIENT, (endOut - firstOut) * size);
    for (int c = firstOut; c < endOut; c++) {
      for (int i = 0; i < images; i++) {
        planes.fill(output, identity, image + i, c, i, y, rows, g, (c - firstOut) * size, scratch);
      }
    }
    int pixels = ((images - 1) * planes.imageRows + rows) * planes.pitch;
    float[] product =
        scratch.aligned(PRODUCT, offsets.length * shifted.rows * productSize + 3 * LENGTH);
    for (int unit = firstUnit; unit < endUnit; unit++) {
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
              (group * outs - firstOut) * size,
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
        write(worker, group * ins + channel + r, image, images, y, rows, product, r, scratch);
      }
    }
  }

  private void write(
      int worker,
      int channel,
      int image,
      int images,
      int y,
      int rows,
      float[] product,
      int r,
      Scratch scratch) {
    Planes x = input.x();
    int first = Math.max(0, y * stride - spec.padding());
    int end = y + rows == phaseRows ? x.height : (y + rows) * stride - spec.padding();
    end = Math.min(x.height, end);
    int count = images * Math.max(0, end - first) * x.width;
    if (count <= 0) {
      return;
    }
    float[] d = scratch.floats(RESULT, count + x.width + 2 * LENGTH);
    phases.unite(
        planes,
        output.planes().width,
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
    float[] values = scratch.floats(VALUES, count + LENGTH);
    int pixel = image * x.pixels + first * x.width;
    if (!input.prologue().identity) {
      x.readThrough(channel, pixel, values, 0, count);
      Arrays.fill(values, count, count + LENGTH, 0);
    }
    float[] spare = scratch.floats(SPARE, count + LENGTH);
    input.write(worker, channel, pixel, count, d, 0, values, 0, spare);
  }
}
