package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.winograd.WinogradWeights.POSITIONS;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A 3 x 3 convolution of stride 1 and padding 1 by Winograd's F(4x4, 3x3): a quarter of the
 * multiplications. Parts are chunks of tile rows; or if these are few, the chunks' input is
 * transformed first, channel by channel, and parts of the products are blocks of output channels.
 */
public final class WinogradConvolution extends ConvolutionAlgorithm {
  private static final int TRANSFORMED = 0;
  private static final int PRODUCT = 1;

  /** Breaks the powers of two between positions, which would fall on the same cache lines. */
  private static final int SKEW = 48;

  /** Multiplications that take as long as reading a weight that is in no cache of the core. */
  private static final double STREAMED = 18;

  private static final double CHUNK_TILES = 64;

  /** Multiplications that take as long as transforming a tile of a channel. */
  private static final double TRANSFORM = 650;

  /** Floats of weights that stay in a shared cache while chunk follows chunk. */
  private static final int MOST_CACHED_WEIGHTS = Caches.ofLastLevel(1024 * 1024);

  private final int tileRows;
  private final int chunks;

  /** Chunks that are transformed before their products. */
  private final int chunksAtOnce;

  private final boolean together;

  /** Whether a part has whole blocks of output channels, of all chunks. */
  private final boolean wholeBlocks;

  private final TileGrid grid;
  private final WinogradInput input;
  private final WinogradOutput output;
  private final int inChannels;
  private final int outChannels;
  private final int blocks;
  private final int packedPosition;
  private final int tiles;
  private final int inStride;
  private final int wantedParts;
  private final Workers.Task part = this::part;
  private final Workers.Task transformPart = this::transformPart;
  private final Workers.Task productPart = this::productPart;
  private final Scratch shared;
  private float[] common;
  private int firstChunk;
  private int commonChunks;
  private int parts;

  public WinogradConvolution(
      ConvolutionSpec spec, int images, int height, int width, Workers workers, Scratch shared) {
    super(spec, ConvolutionMethod.WINOGRAD, workers);
    this.inChannels = spec.inChannels();
    this.outChannels = spec.outChannels();
    this.blocks = Panels.blocks(outChannels);
    this.packedPosition = Panels.weightSize(outChannels, inChannels);
    int columns = (width + TileGrid.SIDE - 1) / TileGrid.SIDE;
    this.tileRows = images * ((height + TileGrid.SIDE - 1) / TileGrid.SIDE);
    int chunkRows = Math.min(chunkRows(columns), tileRows);
    this.chunks = (tileRows + chunkRows - 1) / chunkRows;
    this.grid = new TileGrid(height, width, chunkRows);
    this.input = new WinogradInput(grid);
    this.output = new WinogradOutput(grid);
    this.tiles = Panels.panels(grid.chunkRows * columns) * COLUMNS;
    this.inStride = tiles * inChannels + SKEW;
    this.shared = shared;
    this.wantedParts = Parts.ofShortProducts(chunks * blocks, cost() / (chunks * blocks));
    int coarse = Parts.ofProducts(chunks * blocks, cost() / (chunks * blocks));
    boolean cut = Parts.ofShortProducts(inChannels, cost() / inChannels) > 1;
    this.together = blocks > 1 ? chunks < Math.min(ENOUGH, coarse) : chunks == 1 && cut;
    int fitting = (int) (MOST_COMMON / ((long) POSITIONS * inStride));
    this.chunksAtOnce = Math.min(chunks, Math.max(1, fitting));
    this.wholeBlocks = chunksAtOnce < chunks || blocks >= wantedParts;
  }

  /**
   * Where chunks and blocks are too few for the parts that are worth a thread, chunks are small.
   */
  private int chunkRows(int columns) {
    int rows = TileGrid.chunkRows(columns, panels());
    int units = (tileRows + rows - 1) / rows * blocks;
    int all = tileRows * blocks;
    boolean few = units < Parts.ofShortProducts(all, cost(columns) / all);
    return few ? TileGrid.chunkRows(columns, 1) : rows;
  }

  /** Of a chunk: two keep many transforms short, but one of many channels already fills a cache. */
  private int panels() {
    boolean weightsFit = packedSize() <= MOST_CACHED_WEIGHTS;
    return weightsFit && inChannels >= 64 ? 1 : 2;
  }

  public static boolean handles(ConvolutionSpec spec) {
    return spec.kernel().is(3)
        && spec.stride() == 1
        && spec.padding().is(1)
        && spec.dilation() == 1
        && spec.groups() == 1;
  }

  @Override
  public double cost() {
    return cost(grid.columns);
  }

  private double cost(int columns) {
    int all = Lanes.roundUp(tileRows * columns, Lanes.LENGTH);
    double read = packedSize() > CACHED_FLOATS ? STREAMED * Math.ceil(all / CHUNK_TILES) : 0;
    double products = (double) packedSize() * (all + read);
    return products + TRANSFORM * all * (inChannels + outChannels);
  }

  @Override
  public int packedSize() {
    return WinogradWeights.size(outChannels, inChannels);
  }

  @Override
  public int packedBlocks() {
    return blocks;
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int first = block * ROWS;
    int rows = Math.min(ROWS, outChannels - first);
    int depth = 9 * inChannels;
    float[] w = read(from, first * depth, rows * depth, scratch);
    int at = first * inChannels;
    WinogradWeights.pack(
        w, depth, 9, false, 0, rows, rows, inChannels, to, at, packedPosition, scratch);
  }

  @Override
  protected void compute() {
    if (!together) {
      parts = Math.min(chunks, wantedParts);
      epilogue.prepare(parts);
      workers.run(parts, part);
      return;
    }
    int productParts = wholeBlocks ? Math.min(blocks, wantedParts) : wantedParts;
    epilogue.prepare(wholeBlocks ? 1 : productParts);
    common = shared.aligned(COMMON, chunksAtOnce * POSITIONS * inStride);
    for (firstChunk = 0; firstChunk < chunks; firstChunk += chunksAtOnce) {
      commonChunks = Math.min(chunksAtOnce, chunks - firstChunk);
      parts = Parts.ofShortProducts(commonChunks * inChannels, TRANSFORM * tiles);
      workers.run(parts, transformPart);
      parts = productParts;
      workers.run(parts, productPart);
    }
    common = null;
  }

  private int rows(int chunk) {
    return Math.min(grid.chunkRows, tileRows - chunk * grid.chunkRows);
  }

  /** Some chunks, one after the other. */
  private void part(int part, Scratch scratch) {
    epilogue.begin(part);
    int end = Parts.first(part + 1, parts, chunks);
    for (int chunk = Parts.first(part, parts, chunks); chunk < end; chunk++) {
      scratch.poison();
      float[] v = scratch.aligned(TRANSFORMED, POSITIONS * inStride);
      for (int c = 0; c < inChannels; c++) {
        transform(c, chunk, v, Scratch.FIRST, scratch);
      }
      product(part, 0, blocks, chunk, v, Scratch.FIRST, scratch);
    }
  }

  /** Some channels of the common chunks. */
  private void transformPart(int part, Scratch scratch) {
    int units = commonChunks * inChannels;
    int end = Parts.first(part + 1, parts, units);
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      scratch.poison();
      int number = unit / inChannels;
      transform(unit % inChannels, firstChunk + number, common, start(number), scratch);
    }
  }

  /** Where a common chunk begins. */
  private int start(int number) {
    return Scratch.FIRST + number * POSITIONS * inStride;
  }

  /**
   * Some blocks of output channels, all chunks of one after the other; or those of some chunks,
   * which about the same thread transformed: what one wrote another reads slowly.
   */
  private void productPart(int part, Scratch scratch) {
    if (!wholeBlocks) {
      epilogue.begin(part);
    }
    int units = wholeBlocks ? blocks : blocks * commonChunks;
    int each = wholeBlocks ? commonChunks : 1;
    int end = Parts.first(part + 1, parts, units) * each;
    for (int unit = Parts.first(part, parts, units) * each; unit < end; unit++) {
      scratch.poison();
      int block = wholeBlocks ? unit / commonChunks : unit % blocks;
      int number = wholeBlocks ? unit % commonChunks : unit / blocks;
      int at = start(number);
      int of = wholeBlocks ? 0 : part;
      product(of, block, block + 1, firstChunk + number, common, at, scratch);
    }
  }

  private void transform(int c, int chunk, float[] v, int at, Scratch scratch) {
    input.transform(
        x,
        c,
        prologue.scale[c],
        prologue.shift[c],
        prologue.floor,
        prologue.ceiling,
        chunk * grid.chunkRows,
        rows(chunk),
        v,
        at + c * COLUMNS,
        inChannels * COLUMNS,
        inStride,
        scratch);
  }

  private void product(
      int part, int firstBlock, int endBlock, int chunk, float[] v, int at, Scratch scratch) {
    int outStride = tiles * (endBlock - firstBlock) * ROWS + SKEW;
    float[] m = scratch.aligned(PRODUCT, POSITIONS * outStride);
    int n = rows(chunk);
    int count = n * grid.columns;
    for (int position = 0; position < POSITIONS; position++) {
      int a = position * packedPosition;
      int b = at + position * inStride;
      int c = Scratch.FIRST + position * outStride;
      for (int p = 0; p < count; p += COLUMNS) {
        for (int block = firstBlock; block < endBlock; block++) {
          int firstOut = block * ROWS;
          int from = a + firstOut * inChannels;
          int to = c + (block - firstBlock) * ROWS * tiles + p;
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
      int from = Scratch.FIRST + (channel - firstBlock * ROWS) * tiles;
      output.transform(m, from, outStride, n, scratch);
      write(part, channel, chunk * grid.chunkRows, n, scratch);
    }
  }

  /** Hands the staged rows of a channel to the epilogue, an image after the other. */
  private void write(int part, int channel, int row, int n, Scratch scratch) {
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
      epilogue.finish(part, channel, first, pixels, 0, (end - y) * width, scratch);
    }
  }
}
