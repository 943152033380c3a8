package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.WinogradWeights.POSITIONS;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/**
 * A 3 x 3 convolution of stride 1 and padding 1 by Winograd's F(4x4, 3x3): a quarter of the
 * multiplications. Workers divide the tile rows of all images; if these are few, all work on the
 * same chunk and divide first the input's channels and then the output's.
 */
final class WinogradConvolution extends ConvolutionAlgorithm {
  private static final int TRANSFORMED = 0;
  private static final int PRODUCT = 1;

  /** Of what the workers share. */
  private static final int COMMON = 7;

  /** Breaks the powers of two between positions, which would fall on the same cache lines. */
  private static final int SKEW = 48;

  /** Multiplications that take as long as reading a weight that is in no cache of the core. */
  private static final double STREAMED = 18;

  private static final double CHUNK_TILES = 64;

  /** Multiplications that take as long as transforming a tile of a channel. */
  private static final double TRANSFORM = 650;

  /** Floats of weights that stay in a shared cache while chunk follows chunk. */
  private static final int MOST_CACHED_WEIGHTS = 1024 * 1024;

  private final int tileRows;
  private final boolean together;
  private final double products;
  private final TileGrid grid;
  private final WinogradInput input;
  private final WinogradOutput output;
  private final int inChannels;
  private final int outChannels;
  private final int blocks;
  private final int packedPosition;
  private final int tiles;
  private final int inStride;
  private final int outStride;
  private final Workers.Task part = this::part;
  private final Workers.Task transformPart = this::transformPart;
  private final Workers.Task productPart = this::productPart;
  private final Scratch shared;
  private float[] common;
  private int firstRow;
  private int rows;

  WinogradConvolution(
      ConvolutionSpec spec, int images, int height, int width, Workers workers, Scratch shared) {
    super(spec, ConvolutionMethod.WINOGRAD, workers);
    this.inChannels = spec.inChannels();
    this.outChannels = spec.outChannels();
    this.blocks = Panels.blocks(outChannels);
    this.packedPosition = Panels.weightSize(outChannels, inChannels);
    int columns = (width + TileGrid.SIDE - 1) / TileGrid.SIDE;
    this.tileRows = images * ((height + TileGrid.SIDE - 1) / TileGrid.SIDE);
    int share = (tileRows + workers.size() - 1) / workers.size();
    double own = products(share * columns, blocks);
    double all = products(tileRows * columns, (blocks + workers.size() - 1) / workers.size());
    this.together = all < own;
    this.products = Math.min(own, all);
    int chunkRows = Math.min(TileGrid.chunkRows(columns, panels()), together ? tileRows : share);
    this.grid = new TileGrid(height, width, chunkRows);
    this.input = new WinogradInput(grid);
    this.output = new WinogradOutput(grid);
    this.tiles = Panels.panels(grid.chunkRows * columns) * COLUMNS;
    this.inStride = tiles * inChannels + SKEW;
    this.outStride = tiles * blocks * ROWS + SKEW;
    this.shared = shared;
  }

  /** Of a chunk: two keep many transforms short, but one of many channels already fills a cache. */
  private int panels() {
    boolean weightsFit = packedSize() <= MOST_CACHED_WEIGHTS;
    return weightsFit && inChannels >= 64 ? 1 : 2;
  }

  /** What a worker computes and reads of weights for some tiles and blocks of channels. */
  private double products(int tiles, int blocks) {
    double weights = (double) POSITIONS * blocks * ROWS * inChannels;
    double read = packedSize() > CACHED_FLOATS ? STREAMED * Math.ceil(tiles / CHUNK_TILES) : 0;
    return weights * (Lanes.roundUp(tiles, Lanes.LENGTH) + read);
  }

  static boolean handles(ConvolutionSpec spec) {
    return spec.kernel() == 3
        && spec.stride() == 1
        && spec.padding() == 1
        && spec.dilation() == 1
        && spec.groups() == 1;
  }

  @Override
  double cost() {
    int share = together ? tileRows : (tileRows + workers.size() - 1) / workers.size();
    int tiles = Lanes.roundUp(share * grid.columns, Lanes.LENGTH);
    double transforms = (double) tiles / (together ? workers.size() : 1);
    return products + TRANSFORM * transforms * (inChannels + outChannels);
  }

  @Override
  int packedSize() {
    return WinogradWeights.size(outChannels, inChannels);
  }

  @Override
  void pack(float[] from, float[] to, int part, Scratch scratch) {
    int first = workers.first(part, blocks) * ROWS;
    int end = Math.min(outChannels, workers.first(part + 1, blocks) * ROWS);
    WinogradWeights.pack(
        from,
        9 * inChannels,
        9,
        false,
        first,
        end,
        outChannels,
        inChannels,
        to,
        first * inChannels,
        packedPosition,
        scratch);
  }

  @Override
  void compute() {
    if (!together) {
      workers.run(part);
      return;
    }
    common = shared.aligned(COMMON, POSITIONS * inStride);
    for (firstRow = 0; firstRow < tileRows; firstRow += grid.chunkRows) {
      rows = Math.min(grid.chunkRows, tileRows - firstRow);
      workers.run(transformPart);
      workers.run(productPart);
    }
  }

  private void part(int worker, Scratch scratch) {
    epilogue.begin(worker);
    int end = workers.first(worker + 1, tileRows);
    for (int row = workers.first(worker, tileRows); row < end; row += grid.chunkRows) {
      int n = Math.min(grid.chunkRows, end - row);
      scratch.poison();
      float[] v = scratch.aligned(TRANSFORMED, POSITIONS * inStride);
      transform(0, inChannels, row, n, v, scratch);
      product(worker, 0, blocks, row, n, v, scratch);
    }
  }

  private void transformPart(int worker, Scratch scratch) {
    int first = workers.first(worker, inChannels);
    transform(first, workers.first(worker + 1, inChannels), firstRow, rows, common, scratch);
  }

  private void productPart(int worker, Scratch scratch) {
    if (firstRow == 0) {
      epilogue.begin(worker);
    }
    int first = workers.first(worker, blocks);
    product(worker, first, workers.first(worker + 1, blocks), firstRow, rows, common, scratch);
  }

  private void transform(int first, int end, int row, int n, float[] v, Scratch scratch) {
    for (int c = first; c < end; c++) {
      input.transform(
          x,
          c,
          prologue.scale[c],
          prologue.shift[c],
          prologue.floor,
          row,
          n,
          v,
          Scratch.FIRST + c * COLUMNS,
          inChannels * COLUMNS,
          inStride,
          scratch);
    }
  }

  private void product(
      int worker, int firstBlock, int endBlock, int row, int n, float[] v, Scratch scratch) {
    float[] m = scratch.aligned(PRODUCT, POSITIONS * outStride);
    int count = n * grid.columns;
    for (int position = 0; position < POSITIONS; position++) {
      int a = position * packedPosition;
      int b = Scratch.FIRST + position * inStride;
      int c = Scratch.FIRST + position * outStride;
      for (int p = 0; p < count; p += COLUMNS) {
        for (int block = firstBlock; block < endBlock; block++) {
          int firstOut = block * ROWS;
          int from = a + firstOut * inChannels;
          int to = c + firstOut * tiles + p;
          if (count - p <= Lanes.LENGTH) {
            Gemm.multiplyHalf(weights, from, v, b + p * inChannels, inChannels, m, to, tiles);
          } else {
            int rows = outChannels - firstOut;
            Gemm.multiply(weights, from, v, b + p * inChannels, inChannels, m, to, tiles, rows);
          }
        }
      }
    }
    int end = Math.min(outChannels, endBlock * ROWS);
    for (int channel = firstBlock * ROWS; channel < end; channel++) {
      output.transform(m, Scratch.FIRST + channel * tiles, outStride, n, scratch);
      write(worker, channel, row, n, scratch);
    }
  }

  /** Hands the staged rows of a channel to the epilogue, an image after the other. */
  private void write(int worker, int channel, int row, int n, Scratch scratch) {
    int height = grid.height;
    int width = grid.width;
    float[] pixels = scratch.floats(Scratch.PHASES, height * width + Lanes.LENGTH);
    for (int from = row, next; from < row + n; from = next) {
      int image = from / grid.rows;
      next = Math.min(row + n, (image + 1) * grid.rows);
      int y = TileGrid.SIDE * (from - image * grid.rows);
      int end = Math.min(height, TileGrid.SIDE * (next - image * grid.rows));
      output.copy(image * grid.rows - row, y, end, pixels, 0, scratch);
      int first = (image * height + y) * width;
      epilogue.finish(worker, channel, first, pixels, 0, (end - y) * width, scratch);
    }
  }
}
