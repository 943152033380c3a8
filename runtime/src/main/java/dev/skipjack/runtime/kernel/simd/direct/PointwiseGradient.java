package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.GradientSweep;
import dev.skipjack.runtime.kernel.simd.algorithm.WeightGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.fusion.InputRows;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * Gradients of a 1x1 convolution: products over pixels, which are numbered through all images.
 * Parts are tiles of pixels, and each part sums a weight gradient of its own, of which many threads
 * have bands of input channels; or if these would be few or large, the output's gradient is packed
 * first, and parts are bands alone.
 */
public final class PointwiseGradient implements GradientSweep {
  /** Floats of a tile's operands: about the usual second-level cache. */
  private static final int TILE_FLOATS = Caches.ofSecondLevel(300 * 1024);

  /** Of each pixel beside the output's gradient: x, packed, and its gradient before and after. */
  private static final int OPERANDS = 4;

  private static final int MOST_PIXELS = 1024;

  /** Pixels of a tile that are worth reading all weights, and tiles that are wanted. */
  private static final int FEWEST_PIXELS = 4 * COLUMNS;

  private static final int WANTED_TILES = 16;

  /** Floats between rows of products: whole lines, lest rows share cache sets. */
  private static final int SKEW = 48;

  /** Input channels of a band, for which the whole output's gradient is read. */
  private static final int BAND = 4 * ROWS;

  /** Parts that are enough for many threads. */
  private static final int ENOUGH = 12;

  /** Floats of the output's gradient, packed in both ways, for all threads. */
  private static final int MOST_COMMON = 4 * 1024 * 1024;

  private static final int PACKED = 1;
  private static final int SUMS = 2;
  private static final int COMMON = 3;
  private static final int COMMON_TRANSPOSED = 4;

  private final int ins;
  private final int outs;
  private final OutputGradient output;
  private final InputRows input;
  private final WeightSums sums;
  private final boolean three;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final int fittingTile;
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private final Workers.Task fill = this::fill;
  private final Workers.Task multiply = this::multiply;

  private boolean wantsData;
  private boolean wantsWeights;
  private Memory weight;
  private float[] packed;
  private float[] common;
  private float[] commonTransposed;
  private int pixels;
  private int tile;
  private int tiles;
  private int bandRows;
  private int bands;
  private int parts;

  public PointwiseGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.output = output;
    this.input = input.rows();
    this.workers = workers;
    this.shared = shared;
    this.sums = new WeightSums(1, ins, outs);
    this.three = sums.isThree();
    this.weights = new WeightGradient(workers, sums, false, 1, ins, outs);
    int fitting = TILE_FLOATS / (2 * outs + OPERANDS * ROWS) / COLUMNS * COLUMNS;
    this.fittingTile = Math.max(COLUMNS, Math.min(fitting, MOST_PIXELS));
    input.subsample(spec.stride());
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    this.weight = weight;
    wantsData = data;
    wantsWeights = weightGradient != null;
    if (data) {
      packed = shared.floats(PACKED, Panels.weightSize(ins, outs));
      run(workers.partsOfFloats(outs, 2.0 * ins), pack);
    }
    pixels = output.map().images * output.map().pixels;
    int enough = Lanes.roundUp((pixels + WANTED_TILES - 1) / WANTED_TILES, COLUMNS);
    int most = Math.min(fittingTile, Math.max(FEWEST_PIXELS, enough));
    tile = Parts.evenSize(pixels, most, COLUMNS);
    tiles = (pixels + tile - 1) / tile;
    double products = 2.0 * pixels * ins * outs;
    int cheap = wantsWeights ? sums.mostCopies(ROWS, products) : Parts.MOST;
    int copies = Math.min(cheap, Parts.ofProducts(tiles, products / tiles));
    bands = (ins + BAND - 1) / BAND;
    int bandParts = Parts.ofProducts(bands, products / bands);
    long floats = (long) tiles * tile * (outs + Lanes.roundUp(outs, COLUMNS));
    if (copies < Math.min(ENOUGH, bandParts) && floats <= MOST_COMMON) {
      bandRows = BAND;
      begin(1);
      common = shared.aligned(COMMON, tiles * tile * outs);
      commonTransposed =
          shared.aligned(COMMON_TRANSPOSED, tiles * tile * Lanes.roundUp(outs, COLUMNS));
      int units = tiles * Panels.panels(outs);
      run(workers.partsOfFloats(units, 4.0 * tile * COLUMNS), fill);
      run(bandParts, multiply);
      common = null;
      commonTransposed = null;
    } else {
      int blocks = (ins + ROWS - 1) / ROWS;
      int cuts = workers.groups(copies, blocks, products);
      bandRows = cuts == 1 ? ins : (blocks + cuts - 1) / cuts * ROWS;
      bands = (ins + bandRows - 1) / bandRows;
      begin(copies);
      run(copies * bands, sweep);
    }
    if (wantsWeights) {
      weights.write(weightGradient);
    }
    this.weight = null;
  }

  private void begin(int copies) {
    input.begin(copies);
    if (wantsWeights) {
      sums.prepare(ROWS, copies, pixels, shared, SUMS);
    }
  }

  private void run(int parts, Workers.Task task) {
    this.parts = parts;
    workers.run(parts, task);
  }

  private int count(int number) {
    return Math.min(tile, pixels - number * tile);
  }

  /** The weights of some output channels, transposed, as {@link Panels#packWeights} does it. */
  private void pack(int part, Scratch scratch) {
    float[] row = scratch.floats(0, Lanes.roundUp(ins, ROWS));
    int end = Parts.first(part + 1, parts, outs);
    for (int out = Parts.first(part, parts, outs); out < end; out++) {
      weight.read((long) out * ins, row, 0, ins);
      Arrays.fill(row, ins, Lanes.roundUp(ins, ROWS), 0);
      for (int c = 0; c < ins; c += ROWS) {
        System.arraycopy(row, c, packed, c * outs + out * ROWS, ROWS);
      }
    }
  }

  /** A band of some tiles, one after the other. */
  private void sweep(int part, Scratch scratch) {
    int band = part % bands;
    int copy = part / bands;
    int copies = parts / bands;
    clear(copy, band);
    int end = Parts.first(copy + 1, copies, tiles);
    for (int number = Parts.first(copy, copies, tiles); number < end; number++) {
      scratch.poison();
      float[] g = scratch.aligned(2, tile * outs);
      float[] t = scratch.aligned(3, tile * Lanes.roundUp(outs, COLUMNS));
      for (int v = 0; v < outs; v += COLUMNS) {
        readOutputGradient(number, v, g, FIRST, t, FIRST, scratch);
      }
      band(copy, band, number, g, FIRST, t, FIRST, scratch);
    }
  }

  /** Begins the weight gradient of a band. */
  private void clear(int copy, int band) {
    int end = Math.min(ins, (band + 1) * bandRows);
    for (int c = band * bandRows; wantsWeights && c < end; c += ROWS) {
      sums.clear(copy, c / ROWS);
    }
  }

  /** Some columns of output channels of some tiles. */
  private void fill(int part, Scratch scratch) {
    int columns = Panels.panels(outs);
    int end = Parts.first(part + 1, parts, tiles * columns);
    for (int unit = Parts.first(part, parts, tiles * columns); unit < end; unit++) {
      int number = unit / columns;
      int v = unit % columns * COLUMNS;
      scratch.poison();
      readOutputGradient(
          number, v, common, at(number), commonTransposed, transposedAt(number), scratch);
    }
  }

  private int at(int number) {
    return FIRST + number * tile * outs;
  }

  private int transposedAt(int number) {
    return FIRST + number * tile * Lanes.roundUp(outs, COLUMNS);
  }

  /** Some bands, all tiles of one after the other. */
  private void multiply(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, bands);
    for (int band = Parts.first(part, parts, bands); band < end; band++) {
      clear(0, band);
      for (int number = 0; number < tiles; number++) {
        scratch.poison();
        int t = transposedAt(number);
        band(0, band, number, common, at(number), commonTransposed, t, scratch);
      }
    }
  }

  /** The gradient of COLUMNS output channels of a tile, as panels and transposed. */
  private void readOutputGradient(
      int number, int v, float[] g, int at, float[] t, int transposedAt, Scratch scratch) {
    int count = count(number);
    int ld = Lanes.roundUp(count, COLUMNS);
    int end = Math.min(outs, v + COLUMNS);
    float[] row = scratch.floats(1, ld);
    for (int c = v; c < end; c++) {
      output.pack(c, number * tile, count, row, g, at, outs, c);
    }
    int width = three ? sums.stride() : COLUMNS;
    int column = transposedAt + (three ? v : v * ld);
    for (int p = 0; wantsWeights && p < count; p += COLUMNS) {
      int from = at + p * outs + v * COLUMNS;
      Transpose.run(g, from, COLUMNS, end - v, COLUMNS, t, column + p * width, width);
    }
  }

  /** Both gradients of a band of input channels of a tile. */
  private void band(
      int copy, int band, int number, float[] g, int at, float[] t, int tAt, Scratch scratch) {
    int end = Math.min(ins, (band + 1) * bandRows);
    for (int c = band * bandRows; c < end; c += ROWS) {
      rows(copy, c, Math.min(ROWS, end - c), number, g, at, t, tAt, scratch);
    }
  }

  /**
   * Both gradients of as many input channels of a tile as a product has rows. These are so few that
   * what one pass leaves the next finds in the second-level cache; a tile of a whole image is read
   * from channel to channel as it lies in memory, which takes half as long as pieces of planes.
   */
  private void rows(
      int copy,
      int channel,
      int rows,
      int number,
      float[] g,
      int at,
      float[] t,
      int tAt,
      Scratch scratch) {
    int count = count(number);
    int first = number * tile;
    int distance = Lanes.roundUp(count, COLUMNS) + SKEW;
    float[] d = wantsData ? scratch.aligned(5, ROWS * distance) : null;
    for (int p = 0; wantsData && p < count; p += COLUMNS) {
      int a = channel * outs;
      Gemm.multiply(packed, a, g, at + p * outs, outs, d, FIRST + p, distance, rows);
    }
    float[] z = wantsWeights ? scratch.aligned(6, Panels.pixelSize(count, ROWS)) : null;
    if (wantsData && wantsWeights && input.isInWholePanels(count)) {
      for (int r = 0; r < rows; r++) {
        input.passAndPack(copy, channel + r, first, count, d, FIRST + r * distance, z, ROWS, r);
      }
    } else {
      packAndWrite(copy, channel, rows, first, count, d, distance, z, scratch);
    }
    if (wantsWeights) {
      add(copy, channel / ROWS, z, rows, t, tAt, count);
    }
  }

  /** As it is done where x cannot be read once: a pass to pack it, one to write its gradient. */
  private void packAndWrite(
      int copy,
      int channel,
      int rows,
      int first,
      int count,
      float[] d,
      int distance,
      float[] z,
      Scratch scratch) {
    boolean inPlace = input.packsInPlace();
    float[] x = inPlace ? null : scratch.aligned(4, distance);
    float[] spare = scratch.floats(0, distance);
    for (int r = 0; r < rows; r++) {
      int c = channel + r;
      if (!inPlace && (wantsWeights || !input.prologue().identity)) {
        input.readThrough(c, first, x, FIRST, count);
        Arrays.fill(x, FIRST + count, FIRST + distance, 0);
      }
      if (wantsWeights && inPlace) {
        input.packThrough(c, first, count, spare, z, ROWS, r);
      } else if (wantsWeights) {
        input.pack(c, x, FIRST, count, z, ROWS, r);
      }
      if (wantsData) {
        input.write(copy, c, first, count, d, FIRST + r * distance, x, FIRST, spare);
      }
    }
  }

  /** Sums a block of the weight gradient. */
  private void add(int copy, int block, float[] z, int rows, float[] t, int tAt, int count) {
    int panel = ROWS * COLUMNS;
    if (three) {
      sums.addThree(copy, block, z, FIRST, panel, rows, t, tAt, count);
    } else {
      int next = Lanes.roundUp(count, COLUMNS) * COLUMNS;
      sums.add(copy, block, z, FIRST, panel, rows, t, tAt, COLUMNS, next, count);
    }
  }
}
