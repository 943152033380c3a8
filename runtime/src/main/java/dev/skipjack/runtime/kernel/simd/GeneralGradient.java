package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Gradients of any convolution: products over an image's output pixels with rows (input channel,
 * kernel row, kernel column). The weight gradient packs each row from its offset in the divided
 * plane, the data gradient is added there. Workers divide images, or blocks of input channels if
 * there are too few of those.
 */
final class GeneralGradient implements GradientSweep {
  /** Floats of a block's planes, so that they and a tile's panels stay in the cache. */
  private static final int BLOCK_FLOATS = 128 * 1024;

  private static final int TILE_FLOATS = 48 * 1024;

  private final int kernel;
  private final int taps;
  private final int groups;
  private final int ins;
  private final int outs;
  private final OutputGradient output;
  private final InputGradient input;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final PhasePlanes planes;
  private final Workers workers;
  private final Scratch shared;
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;

  private boolean wantsData;
  private boolean wantsWeights;
  private boolean byImages;
  private int blockChannels;
  private int blocksInGroup;
  private float[] weight;
  private float[] packed;

  GeneralGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.kernel = spec.kernel();
    this.taps = kernel * kernel;
    this.groups = spec.groups();
    this.ins = spec.inChannels() / groups;
    this.outs = spec.outChannels() / groups;
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.planes = new PhasePlanes(spec);
    this.sums = new WeightSums(groups, ins * taps, outs);
    this.weights = new WeightGradient(workers, sums, false, groups, ins * taps, outs);
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    planes.prepare(input.x(), output.planes());
    wantsData = data;
    wantsWeights = weightGradient != null;
    byImages = input.x().images >= workers.size();
    blockChannels = blockChannels();
    blocksInGroup = (ins + blockChannels - 1) / blockChannels;
    sums.prepare(blockChannels * taps, byImages ? workers.size() : 1, shared, 2);
    if (data) {
      int size = groups * outs * ins * taps;
      this.weight = shared.floats(0, size);
      weight.read(0, this.weight, 0, size);
      packed = shared.floats(1, groups * blocksInGroup * packedSize());
      workers.run(pack);
    }
    workers.run(sweep);
    if (wantsWeights) {
      weights.write(weightGradient);
    }
  }

  /** So many that planes stay in the cache, and rows fill the blocks of the products. */
  private int blockChannels() {
    int most = Math.max(1, BLOCK_FLOATS / (2 * planes.size() + input.x().pixels));
    if (!byImages) {
      most = Math.min(most, (groups * ins + workers.size() - 1) / workers.size());
    }
    int unit = 1;
    while (unit * taps % ROWS != 0) {
      unit++;
    }
    return Math.min(ins, most > unit ? most / unit * unit : most);
  }

  private int packedSize() {
    return Panels.weightSize(blockChannels * taps, outs);
  }

  private int channels(int block) {
    return Math.min(blockChannels, ins - block % blocksInGroup * blockChannels);
  }

  private void pack(int part, Scratch scratch) {
    int depth = ins * taps;
    int blocks = groups * blocksInGroup;
    int end = workers.first(part + 1, blocks);
    for (int block = workers.first(part, blocks); block < end; block++) {
      int first = block / blocksInGroup * outs * depth;
      int row = block % blocksInGroup * blockChannels * taps;
      Panels.packWeights(
          weight,
          first + row,
          1,
          depth,
          channels(block) * taps,
          outs,
          packed,
          block * packedSize());
    }
  }

  private void sweep(int part, Scratch scratch) {
    int images = input.x().images;
    int blocks = groups * blocksInGroup;
    int firstBlock = byImages ? 0 : workers.first(part, blocks);
    int endBlock = byImages ? blocks : workers.first(part + 1, blocks);
    int endImage = byImages ? workers.first(part + 1, images) : images;
    if (wantsWeights) {
      for (int block = firstBlock; block < endBlock; block++) {
        sums.clear(part, block);
      }
    }
    for (int image = byImages ? workers.first(part, images) : 0; image < endImage; image++) {
      for (int block = firstBlock; block < endBlock; block++) {
        if (block == firstBlock || block % blocksInGroup == 0) {
          readOutputGradient(image, block, scratch);
        }
        block(part, image, block, scratch);
      }
    }
  }

  private void readOutputGradient(int image, int block, Scratch scratch) {
    int span = planes.span();
    int pixels = output.planes().pixels;
    float[] row = scratch.floats(1, Lanes.roundUp(pixels, COLUMNS));
    float[] spread = scratch.floats(5, planes.size() + COLUMNS);
    float[] g = scratch.floats(2, Panels.pixelSize(span, outs));
    int first = block / blocksInGroup * outs;
    for (int c = 0; c < outs; c++) {
      output.read(image, first + c, 0, row, 0, pixels);
      if (span > pixels) {
        planes.spreadOutput(row, spread);
      }
      Panels.pack(span > pixels ? spread : row, 0, span, g, 0, outs, c);
    }
    if (wantsWeights) {
      int stride = sums.stride();
      float[] t = scratch.floats(3, Lanes.roundUp(span, COLUMNS) * stride);
      for (int p = 0; p < span; p += COLUMNS) {
        Transpose.run(g, p * outs, COLUMNS, outs, COLUMNS, t, p * stride, stride);
      }
    }
  }

  private void block(int part, int image, int block, Scratch scratch) {
    int channels = channels(block);
    int pixels = input.x().pixels;
    int ld = Lanes.roundUp(pixels, COLUMNS);
    int size = planes.size();
    int first = block / blocksInGroup * ins + block % blocksInGroup * blockChannels;
    float[] x = scratch.floats(4, channels * ld);
    float[] row = scratch.floats(1, ld);
    float[] z = scratch.floats(6, channels * size + COLUMNS);
    if (wantsWeights || !input.prologue().identity) {
      for (int c = 0; c < channels; c++) {
        input.x().read(image, first + c, 0, x, c * ld, pixels);
        Arrays.fill(x, c * ld + pixels, (c + 1) * ld, 0);
      }
    }
    if (wantsWeights) {
      for (int c = 0; c < channels; c++) {
        input.pack(first + c, x, c * ld, pixels, row, 1, 0);
        planes.divide(row, 0, z, c * size);
      }
    }
    float[] d = scratch.floats(7, channels * size + COLUMNS);
    if (wantsData) {
      Arrays.fill(d, 0, channels * size, 0);
    }
    products(part, block, channels, z, d, scratch);
    if (wantsData) {
      float[] spare = scratch.floats(0, ld);
      for (int c = 0; c < channels; c++) {
        planes.unite(d, c * size, row, 0);
        Arrays.fill(row, pixels, ld, 0);
        input.write(part, first + c, image * pixels, pixels, row, 0, x, c * ld, spare);
      }
    }
  }

  private void products(int part, int block, int channels, float[] z, float[] d, Scratch scratch) {
    int span = planes.span();
    int depth = Lanes.roundUp(channels * taps, ROWS);
    int tile = Math.max(COLUMNS, TILE_FLOATS / depth / COLUMNS * COLUMNS);
    float[] g = scratch.floats(2, Panels.pixelSize(span, outs));
    float[] t = scratch.floats(3, Lanes.roundUp(span, COLUMNS) * sums.stride());
    float[] columns = scratch.floats(8, Panels.pixelSize(tile, depth));
    float[] rows = scratch.floats(9, ROWS * tile);
    for (int first = 0; first < span; first += tile) {
      int count = Math.min(tile, span - first);
      if (wantsWeights) {
        packColumns(channels, first, count, z, columns, depth);
        sums.add(
            part,
            block,
            columns,
            0,
            depth * COLUMNS,
            channels * taps,
            t,
            first * sums.stride(),
            sums.stride(),
            COLUMNS,
            count);
      }
      if (wantsData) {
        addData(block, channels, first, count, g, d, rows, tile);
      }
    }
  }

  private void packColumns(
      int channels, int first, int count, float[] z, float[] columns, int depth) {
    for (int c = 0, row = 0; c < channels; c++) {
      for (int i = 0; i < kernel; i++) {
        for (int j = 0; j < kernel; j++, row++) {
          int from = c * planes.size() + planes.offset(i, j) + first;
          Panels.pack(z, from, count, columns, 0, depth, row);
        }
      }
    }
  }

  private void addData(
      int block, int channels, int first, int count, float[] g, float[] d, float[] rows, int ld) {
    int depth = channels * taps;
    int at = block * packedSize();
    for (int row = 0; row < depth; row += ROWS) {
      for (int p = 0; p < count; p += COLUMNS) {
        Gemm.multiply(packed, at + row * outs, g, (first + p) * outs, outs, rows, p, ld);
      }
      for (int r = 0; r < Math.min(ROWS, depth - row); r++) {
        int tap = (row + r) % taps;
        int offset = planes.offset(tap / kernel, tap % kernel);
        addTo(d, (row + r) / taps * planes.size() + offset + first, rows, r * ld, count);
      }
    }
  }

  private static void addTo(float[] to, int at, float[] from, int offset, int count) {
    for (int p = 0; p < count; p += LENGTH) {
      FloatVector.fromArray(SPECIES, to, at + p)
          .add(FloatVector.fromArray(SPECIES, from, offset + p))
          .intoArray(to, at + p);
    }
  }
}
