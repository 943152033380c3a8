package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
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
 * Gradients of a 3x3 convolution by Winograd's F(4x4, 3x3). The data gradient is the convolution of
 * the output's gradient with flipped and transposed weights; the weight gradient is the adjoint of
 * the forward pass, {@code Gt [sum over tiles of (A dY At)(Bt z B)] G}. Both need a quarter of the
 * direct products.
 *
 * <p>Parts are chunks of images, each in the cache of a thread, and sum copies of the weight
 * gradient: the channels are few, else {@link WinogradBlockGradient} would do it.
 */
public final class WinogradGradient implements GradientSweep {
  private static final int POSITIONS = WinogradWeights.POSITIONS;
  private static final int TAPS = 9;

  /** Floats of a part's chunk. */
  private static final int OWN_FLOATS = Caches.ofSecondLevel(128 * 1024);

  /** Multiplications that take as long as transforming a tile of a channel. */
  private static final double TRANSFORM = 650;

  /** A full panel; more would leave the cache where there are more than 64 channels. */
  private static final int FEWEST_TILES = 32;

  private final int ins;
  private final int outs;
  private final int depth;
  private final OutputGradient output;
  private final InputRows input;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final Workers.Task pack = this::pack;
  private final Workers.Task sweep = this::sweep;
  private final Chunk[] own;

  private boolean wantsData;
  private boolean wantsWeights;
  private TileGrid grid;
  private WinogradInput inputTransform;
  private WinogradOutput outputTransform;
  private Memory weight;
  private float[] packed;
  private int tileRows;
  private int chunks;
  private int parts;

  public WinogradGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.depth = Lanes.roundUp(ins, ROWS);
    this.output = output;
    this.input = input.rows();
    this.workers = workers;
    this.shared = shared;
    this.sums = new WeightSums(POSITIONS, ins, outs);
    this.weights = new WeightGradient(workers, sums, true, 1, ins * 9, outs);
    this.own = new Chunk[Parts.MOST];
    Arrays.setAll(own, part -> new Chunk());
  }

  /** Some rows of tiles with all that is computed of them. */
  private final class Chunk {
    int firstRow;
    int rows;
    int tiles;
    int panels;
    float[] z;
    float[] g;
    float[] t;
    float[] m;

    /** A little more than needed, since powers of two meet in the same lines of a cache. */
    int zStride() {
      return panels * depth * COLUMNS + COLUMNS;
    }

    int gStride() {
      return panels * outs * COLUMNS + COLUMNS;
    }

    int tStride() {
      return tiles * sums.stride() + LENGTH;
    }

    int mStride() {
      return panels * depth * COLUMNS + COLUMNS;
    }

    void begin(int firstRow, int rows, Scratch scratch, int slot) {
      this.firstRow = firstRow;
      this.rows = rows;
      this.tiles = rows * grid.columns;
      this.panels = Panels.panels(tiles);
      this.z = scratch.aligned(slot, POSITIONS * zStride());
      this.g = scratch.aligned(slot + 1, POSITIONS * gStride());
      this.t = scratch.aligned(slot + 2, POSITIONS * tStride());
      this.m = scratch.aligned(slot + 3, POSITIONS * mStride());
    }
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    wantsData = data;
    wantsWeights = weightGradient != null;
    this.weight = weight;
    prepareGrid();
    if (data) {
      packed = shared.floats(1, WinogradWeights.size(ins, outs));
      run(workers.partsOfFloats(depth / ROWS, WinogradWeights.size(ROWS, outs)), pack);
    }
    sweep();
    if (wantsWeights) {
      weights.write(weightGradient);
    }
    this.weight = null;
  }

  private void run(int parts, Workers.Task task) {
    this.parts = parts;
    workers.run(parts, task);
  }

  private void sweep() {
    double tiles = (double) tileRows * grid.columns;
    double products = 2 * tiles * (POSITIONS * ins * outs + TRANSFORM * (ins + outs));
    int most = wantsWeights ? sums.mostCopies(ROWS, products) : Parts.MOST;
    int wanted = Parts.ofProducts(chunks, products / chunks);
    int copies = Math.min(most, wanted);
    input.begin(copies);
    if (wantsWeights) {
      sums.prepare(ROWS, copies, tileRows * grid.columns, shared, 2);
    }
    run(copies, sweep);
  }

  private void prepareGrid() {
    Planes x = input.x();
    int columns = (x.width + TileGrid.SIDE - 1) / TileGrid.SIDE;
    tileRows = x.images * ((x.height + TileGrid.SIDE - 1) / TileGrid.SIDE);
    int forTile = POSITIONS * (2 * depth + outs + sums.stride());
    int tiles = Math.max(FEWEST_TILES, OWN_FLOATS / forTile);
    int fitting = Math.min(tileRows, TileGrid.chunkRows(columns, 2));
    int most = Math.max(1, Math.min(fitting, tiles / columns));
    chunks = (tileRows + most - 1) / most;
    int rows = (tileRows + chunks - 1) / chunks;
    chunks = (tileRows + rows - 1) / rows;
    if (grid == null
        || grid.height != x.height
        || grid.width != x.width
        || grid.chunkRows != rows) {
      grid = new TileGrid(x.height, x.width, rows);
      inputTransform = new WinogradInput(grid);
      outputTransform = new WinogradOutput(grid);
    }
  }

  private void pack(int part, Scratch scratch) {
    int blocks = depth / ROWS;
    int stride = Panels.weightSize(ins, outs);
    float[] w = scratch.floats(2, outs * ROWS * TAPS);
    int end = Parts.first(part + 1, parts, blocks);
    for (int block = Parts.first(part, parts, blocks); block < end; block++) {
      scratch.poison();
      int first = block * ROWS;
      int count = Math.min(ROWS, ins - first);
      int taps = count * TAPS;
      for (int out = 0; out < outs; out++) {
        weight.read(((long) out * ins + first) * TAPS, w, out * taps, taps);
      }
      int to = first * outs;
      WinogradWeights.pack(w, TAPS, taps, true, 0, count, count, outs, packed, to, stride, scratch);
    }
  }

  /** Some chunks, one after the other. */
  private void sweep(int part, Scratch scratch) {
    int end = Parts.first(part + 1, parts, chunks);
    Chunk chunk = own[part];
    for (int unit = 0; wantsWeights && unit < POSITIONS * depth / ROWS; unit++) {
      sums.clear(part, unit);
    }
    for (int number = Parts.first(part, parts, chunks); number < end; number++) {
      scratch.poison();
      int row = number * grid.chunkRows;
      chunk.begin(row, Math.min(grid.chunkRows, tileRows - row), scratch, 3);
      if (wantsWeights) {
        transformInput(chunk, scratch);
      }
      transformOutputGradient(chunk, scratch);
      multiply(chunk, part);
      if (wantsData) {
        finish(chunk, part, scratch);
      }
    }
  }

  private void transformInput(Chunk chunk, Scratch scratch) {
    for (int c = 0; c < ins; c++) {
      inputTransform.transform(
          input.x(),
          c,
          input.prologue().scale[c],
          input.prologue().shift[c],
          input.prologue().floor,
          input.prologue().ceiling,
          chunk.firstRow,
          chunk.rows,
          chunk.z,
          FIRST + c * COLUMNS,
          depth * COLUMNS,
          chunk.zStride(),
          scratch);
    }
  }

  private void transformOutputGradient(Chunk chunk, Scratch scratch) {
    int row = chunk.tiles * TileGrid.SIDE;
    int count = TileGrid.SIDE * row;
    float[] pixels = scratch.floats(7, outs * count);
    for (int c = 0; c < outs; c++) {
      inputTransform.transform(
          output,
          c,
          1,
          0,
          Float.NaN,
          Float.NaN,
          chunk.firstRow,
          chunk.rows,
          chunk.g,
          FIRST + c * COLUMNS,
          outs * COLUMNS,
          chunk.gStride(),
          scratch);
      for (int i = 0; wantsWeights && i < TileGrid.SIDE; i++) {
        int at = c * count + i * row;
        inputTransform.copyRows(i, chunk.firstRow, chunk.rows, pixels, at, scratch);
      }
    }
    if (wantsWeights) {
      int width = Lanes.roundUp(outs, LENGTH);
      float[] transposed = scratch.floats(8, width * count);
      Transpose.run(pixels, 0, count, outs, count, transposed, 0, width);
      WinogradTaps.transform(
          transposed,
          width,
          chunk.tiles,
          chunk.t,
          FIRST,
          sums.stride(),
          chunk.tStride(),
          scratch.aligned(Scratch.HALF, WinogradTaps.halfSize(width)));
    }
  }

  /** Both products of a position and ROWS input channels, for each unit. */
  private void multiply(Chunk chunk, int part) {
    int blocks = depth / ROWS;
    int panel = depth * COLUMNS;
    int ld = chunk.panels * COLUMNS;
    for (int unit = 0; unit < POSITIONS * blocks; unit++) {
      int position = unit / blocks;
      int row = unit % blocks * ROWS;
      if (wantsWeights) {
        int z = FIRST + position * chunk.zStride() + row * COLUMNS;
        int t = FIRST + position * chunk.tStride();
        sums.add(
            part, unit, chunk.z, z, panel, ROWS, chunk.t, t, sums.stride(), COLUMNS, chunk.tiles);
      }
      int u = position * Panels.weightSize(ins, outs) + row * outs;
      int g = FIRST + position * chunk.gStride();
      int m = FIRST + position * chunk.mStride() + row * ld;
      for (int p = 0; wantsData && p < chunk.panels; p++, g += outs * COLUMNS, m += COLUMNS) {
        Gemm.multiply(packed, u, chunk.g, g, outs, chunk.m, m, ld, ins - row);
      }
    }
  }

  private void finish(Chunk chunk, int part, Scratch scratch) {
    Planes x = input.x();
    int y = chunk.firstRow % grid.rows * TileGrid.SIDE;
    int pixel = chunk.firstRow / grid.rows * x.pixels + y * grid.width;
    int most = chunk.tiles * TileGrid.SIDE * TileGrid.SIDE + LENGTH;
    float[] d = scratch.floats(7, most);
    float[] values = input.inPlace() ? null : scratch.floats(8, most);
    float[] spare = scratch.floats(9, most);
    for (int c = 0; c < ins; c++) {
      int m = FIRST + c * chunk.panels * COLUMNS;
      outputTransform.transform(chunk.m, m, chunk.mStride(), chunk.rows, scratch);
      int count = copyRows(chunk, d, scratch);
      Arrays.fill(d, count, count + LENGTH, 0);
      if (!input.prologue().identity && values != null) {
        x.readThrough(c, pixel, values, 0, count);
        Arrays.fill(values, count, count + LENGTH, 0);
      }
      input.write(part, c, pixel, count, d, 0, values, 0, spare);
    }
  }

  /** The staged pixels of a chunk, one image after the other. */
  private int copyRows(Chunk chunk, float[] to, Scratch scratch) {
    int at = 0;
    int end = chunk.firstRow + chunk.rows;
    for (int row = chunk.firstRow, next; row < end; row = next) {
      int imageRow = row / grid.rows * grid.rows;
      next = Math.min(end, imageRow + grid.rows);
      int top = (row - imageRow) * TileGrid.SIDE;
      int bottom = Math.min(grid.height, (next - imageRow) * TileGrid.SIDE);
      outputTransform.copy(imageRow - chunk.firstRow, top, bottom, to, at, scratch);
      at += (bottom - top) * grid.width;
    }
    return at;
  }
}
