package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.fusion.Gate;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Subsampled;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.Gemm;
import dev.skipjack.runtime.kernel.simd.product.Panels;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A 1 x 1 convolution without padding as a product of weights and packed pixels. The pixels of all
 * images are numbered through, so that small planes fill panels too; a tile of them is packed,
 * multiplied and finished at a time. Parts are some tiles; or if these are few, they are packed
 * first, and parts of the product are blocks of output channels of a tile. Where planes on the heap
 * are whole panels, a panel is packed from where it lies just before it is multiplied.
 */
public final class PointwiseConvolution extends ConvolutionAlgorithm {
  private static final int PANELS = 0;
  private static final int PRODUCT = 1;

  /** Pixels of a tile that are worth reading all weights, unless these are few tiles. */
  private static final int FEWEST_PIXELS = 4 * COLUMNS;

  private static final int FEW_TILES = 4;

  /** Blocks of output channels up to which tiles alone are parts, if there are some. */
  private static final int FEW_BLOCKS = 4;

  /** Channels that are read before they are packed. */
  private static final int READ_CHANNELS = 8;

  /** Tiles that are wanted, if pixels suffice; of whole images half as many. */
  private static final int WANTED_TILES = 16;

  /** Floats of a line of the cache. */
  private static final int LINE = 16;

  /** Floats that are visited as fast as one that is picked out of a row. */
  private static final double SUBSAMPLED = 4;

  /** Deep products are cut, so that their tiles stay wide enough to use weights again. */
  private static final int DEEP = 1024;

  /**
   * Floats of a whole image and its results: more than the second-level cache, but channels of an
   * image lie behind each other, and so are read much faster than pieces of them.
   */
  private static final int WHOLE_FLOATS = Caches.ofSecondLevel(384 * 1024);

  private final Gate gate;
  private final int pixels;
  private final int ins;
  private final int outs;
  private final int blocks;
  private final int tile;
  private final int tiles;
  private final int pieceChannels;
  private final boolean together;

  /** Whether a part has whole blocks of output channels, of all tiles. */
  private final boolean wholeBlocks;

  private final int parts;
  private final int packParts;
  private final Scratch shared;
  private Subsampled subsampled;
  private final Workers.Task part = this::part;
  private final Workers.Task packPart = this::packPart;
  private final Workers.Task productPart = this::productPart;
  private float[] common;

  /** Into how many groups of output channels' blocks a part is cut. */
  private int cuts;

  /** Whether panels are packed where pixels lie, each just before it is multiplied. */
  private boolean inPlace;

  /**
   * @param gate null for none, as with a stride
   * @param imagePixels of the output, of one image
   * @param shared arrays that the kernels of a network use one after the other
   */
  public PointwiseConvolution(
      ConvolutionSpec spec,
      Gate gate,
      int images,
      int imagePixels,
      Workers workers,
      Scratch shared) {
    super(spec, ConvolutionMethod.POINTWISE, workers);
    this.gate = gate;
    this.pixels = images * imagePixels;
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.blocks = Panels.blocks(outs);
    this.shared = shared;
    int wide = CACHED_FLOATS / (Math.min(ins, DEEP) + outs) / COLUMNS * COLUMNS;
    int widest = Math.max(2 * COLUMNS, wide);
    int enough = Lanes.roundUp((pixels + WANTED_TILES - 1) / WANTED_TILES, COLUMNS);
    int few =
        Math.min(FEWEST_PIXELS, Panels.panels((pixels + FEW_TILES - 1) / FEW_TILES) * COLUMNS);
    int most = Math.min(widest, Math.max(few, enough));
    boolean wholeImages =
        gate == null
            && spec.stride() == 1
            && imagePixels % COLUMNS == 0
            && imagePixels <= 2 * enough
            && ins <= DEEP
            && (long) imagePixels * (ins + outs) <= WHOLE_FLOATS;
    this.tile =
        wholeImages
            ? Math.max(1, Math.round((float) most / imagePixels)) * imagePixels
            : Parts.evenSize(pixels, most, COLUMNS);
    this.tiles = (pixels + tile - 1) / tile;
    this.pieceChannels = wholeImages ? ins : Math.min(ins, Math.max(1, CACHED_FLOATS / widest));
    int units = tiles * blocks;
    int wanted = Parts.ofShortProducts(units, cost() / units);
    int coarse = Parts.ofProducts(units, cost() / units);
    int partsOfTiles = blocks > FEW_BLOCKS ? tiles : 2 * tiles;
    this.together = partsOfTiles < Math.min(ENOUGH, coarse);
    this.wholeBlocks = blocks >= coarse;
    this.parts =
        together ? (wholeBlocks ? Math.min(blocks, wanted) : wanted) : Math.min(tiles, wanted);
    this.packParts = Parts.ofFloats(ins, spec.stride() > 1 ? SUBSAMPLED * pixels : pixels);
  }

  public static boolean handles(ConvolutionSpec spec) {
    return spec.isOneByOne();
  }

  @Override
  public double cost() {
    return (double) pixels * ins * outs;
  }

  @Override
  public int packedSize() {
    return Panels.weightSize(outs, ins);
  }

  @Override
  public int packedBlocks() {
    return blocks;
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int row = block * ROWS;
    int rows = Math.min(ROWS, outs - row);
    float[] w = read(from, row * ins, rows * ins, scratch);
    Panels.packWeights(w, 0, ins, 1, rows, ins, to, row * ins);
  }

  @Override
  protected void compute() {
    if (spec.stride() > 1) {
      subsampled = Subsampled.of(x, spec.stride(), subsampled);
    }
    if (together) {
      epilogue.prepare(wholeBlocks ? 1 : parts);
      common = shared.aligned(COMMON, tiles * tile * ins);
      workers.run(packParts, packPart);
      workers.run(parts, productPart);
      common = null;
    } else {
      inPlace = packsInPlace();
      epilogue.prepare(parts);
      cuts = workers.groups(parts, blocks, cost());
      workers.run(parts * cuts, part);
    }
  }

  private boolean packsInPlace() {
    return subsampled == null
        && gate == null
        && pieceChannels == ins
        && prologue.packsPlanes()
        && x.isOnHeap()
        && x.pixels % COLUMNS == 0;
  }

  private int count(int tileNumber) {
    return Math.min(tile, pixels - tileNumber * tile);
  }

  /** Some blocks of output channels of some tiles, one tile after the other. */
  private void part(int number, Scratch scratch) {
    int part = number / cuts;
    int block = Parts.first(number % cuts, cuts, blocks);
    int endBlock = Parts.first(number % cuts + 1, cuts, blocks);
    epilogue.begin(part, block * ROWS, Math.min(outs, endBlock * ROWS));
    int end = Parts.first(part + 1, parts, tiles);
    for (int t = Parts.first(part, parts, tiles); t < end; t++) {
      scratch.poison();
      int count = count(t);
      float[] panels = scratch.aligned(PANELS, pieceChannels * (inPlace ? COLUMNS : tile));
      float[] product = scratch.aligned(PRODUCT, (endBlock - block) * ROWS * tile + Lanes.LENGTH);
      if (inPlace) {
        fetch(t * tile, count, scratch);
        multiplyInPlace(t * tile, count, block, endBlock, panels, product);
        finish(part, t, block, endBlock, product, scratch);
        continue;
      }
      for (int channel = 0; channel < ins; channel += pieceChannels) {
        int depth = Math.min(pieceChannels, ins - channel);
        packPixels(channel, depth, t * tile, count, panels, FIRST, depth, 0, scratch);
        multiply(panels, FIRST, channel, count, block, endBlock, product);
      }
      finish(part, t, block, endBlock, product, scratch);
    }
  }

  /**
   * Brings pixels of all channels into the core's cache, in the order in which they lie: panels,
   * which are short pieces of many planes, would wait for each of their lines.
   */
  private void fetch(int first, int count, Scratch scratch) {
    float[] map = x.array(null);
    int sum = 0;
    for (int p = 0, n; p < count; p += n) {
      int pixel = (first + p) % x.pixels;
      n = Math.min(count - p, x.pixels - pixel);
      int at = x.index((first + p) / x.pixels, 0, pixel);
      for (int channel = 0; channel < ins; channel++, at += x.pixels) {
        for (int i = at; i < at + n; i += LINE) {
          sum += Float.floatToRawIntBits(map[i]);
        }
      }
    }
    scratch.floats(Scratch.LANES, 1)[0] = sum; // lest it be for nothing
  }

  /** Packs panel after panel, and multiplies it with some blocks of output channels. */
  private void multiplyInPlace(
      int first, int count, int firstBlock, int endBlock, float[] panel, float[] product) {
    float[] map = x.array(null);
    for (int p = 0; p < count; p += COLUMNS) {
      int from = x.index((first + p) / x.pixels, 0, (first + p) % x.pixels);
      prologue.packPlanes(map, from, x.pixels, ins, panel, FIRST);
      for (int block = firstBlock; block < endBlock; block++) {
        int row = block * ROWS;
        int to = FIRST + (row - firstBlock * ROWS) * tile + p;
        Gemm.multiply(weights, row * ins, panel, FIRST, ins, product, to, tile, outs - row);
      }
    }
  }

  /** Some channels of all tiles. */
  private void packPart(int part, Scratch scratch) {
    int end = Parts.first(part + 1, packParts, ins);
    for (int channel = Parts.first(part, packParts, ins), next; channel < end; channel = next) {
      scratch.poison();
      int piece = channel / pieceChannels * pieceChannels;
      int depth = Math.min(pieceChannels, ins - piece);
      next = Math.min(end, piece + depth);
      int d = channel - piece;
      for (int t = 0; t < tiles; t++) {
        int at = packed(t, piece);
        packPixels(channel, next - channel, t * tile, count(t), common, at, depth, d, scratch);
      }
    }
  }

  /** Where the panels of a tile and of the channels from {@code piece} on begin. */
  private int packed(int t, int piece) {
    return FIRST + t * tile * ins + piece * Lanes.roundUp(count(t), COLUMNS);
  }

  private void productPart(int part, Scratch scratch) {
    if (!wholeBlocks) {
      epilogue.begin(part);
    }
    int units = wholeBlocks ? blocks : blocks * tiles;
    int each = wholeBlocks ? tiles : 1;
    int end = Parts.first(part + 1, parts, units) * each;
    for (int unit = Parts.first(part, parts, units) * each; unit < end; unit++) {
      scratch.poison();
      float[] product = scratch.aligned(PRODUCT, ROWS * tile + Lanes.LENGTH);
      int block = unit / tiles;
      int t = unit % tiles;
      for (int channel = 0; channel < ins; channel += pieceChannels) {
        multiply(common, packed(t, channel), channel, count(t), block, block + 1, product);
      }
      finish(wholeBlocks ? 0 : part, t, block, block + 1, product, scratch);
    }
  }

  /** Multiplies the channels of a piece, whose panels begin at {@code at}. */
  private void multiply(
      float[] panels,
      int at,
      int channel,
      int count,
      int firstBlock,
      int endBlock,
      float[] product) {
    int depth = Math.min(pieceChannels, ins - channel);
    for (int p = 0; p < count; p += COLUMNS) {
      int from = at + p * depth;
      for (int b = firstBlock; b < endBlock; b++) {
        int row = b * ROWS;
        int a = row * ins + channel * ROWS;
        int to = FIRST + (row - firstBlock * ROWS) * tile + p;
        if (channel > 0) {
          Gemm.multiplyAdd(weights, a, panels, from, depth, product, to, tile);
        } else if (count - p <= Lanes.LENGTH) {
          Gemm.multiplyHalf(weights, a, panels, from, depth, product, to, tile);
        } else {
          Gemm.multiply(weights, a, panels, from, depth, product, to, tile, outs - row);
        }
      }
    }
  }

  private void finish(
      int part, int t, int firstBlock, int endBlock, float[] product, Scratch scratch) {
    int end = Math.min(outs, endBlock * ROWS);
    for (int row = firstBlock * ROWS; row < end; row++) {
      int at = FIRST + (row - firstBlock * ROWS) * tile;
      epilogue.finish(part, row, t * tile, product, at, count(t), scratch);
    }
  }

  /**
   * Packs pixels of some channels, as rows {@code d} and following of each panel. They are read
   * before, some at a time: what was copied just now waits for its way to the cache. In place that
   * is no faster.
   */
  private void packPixels(
      int channel,
      int channels,
      int first,
      int count,
      float[] panels,
      int at,
      int depth,
      int d,
      Scratch scratch) {
    int distance = Lanes.roundUp(count, COLUMNS);
    float[] rows = scratch.floats(Scratch.PIXELS, READ_CHANNELS * distance);
    for (int c = 0; c < channels; c += READ_CHANNELS) {
      int some = Math.min(READ_CHANNELS, channels - c);
      read(channel + c, some, first, count, rows, distance);
      for (int i = 0; i < some; i++) {
        int number = channel + c + i;
        int row = i * distance;
        if (gate != null) {
          gate.apply(number, first, rows, row, count);
        }
        prologue.pack(number, rows, row, count, panels, at, depth, d + c + i);
      }
    }
  }

  private void read(int channel, int channels, int first, int count, float[] rows, int distance) {
    if (subsampled == null) {
      x.readThrough(channel, channels, first, rows, 0, distance, count);
      return;
    }
    for (int i = 0; i < channels; i++) {
      subsampled.readThrough(channel + i, first, rows, i * distance, count);
    }
  }
}
