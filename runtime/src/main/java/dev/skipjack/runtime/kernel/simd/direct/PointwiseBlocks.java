package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.fusion.Gate;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A 1 x 1 convolution of maps of which one lies in blocks: a product of weights with pixels, which
 * are numbered through all images. Bias and bounds are the product's own; what it writes lies as
 * the map does. A unit is a chunk of pixels by some blocks of output channels; parts are units that
 * follow each other, of the same pixels as long as there are any. Where there are several units of
 * the same pixels, these are read once for all parts, behind a barrier; else by each part.
 */
public final class PointwiseBlocks extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;

  /** Floats of a chunk of the input, which leave room for a block of weights in a core's cache. */
  private static final int CHUNK_FLOATS = Caches.ofSecondLevel(128 * 1024);

  /** Parts that are enough where pixels are read once: more chunks read weights more often. */
  private static final int ENOUGH_PARTS = 16;

  /** Chunks that are enough where each part reads its pixels: more read weights more often. */
  private static final int ENOUGH_CHUNKS = 8;

  /** Tiles of a chunk at least, where each part reads its pixels. */
  private static final int FEWEST_TILES = 2;

  /** And at most; also of results that wait to be written. */
  private static final int MOST_TILES = 32;

  /** Tiles with a gate that are cut by {@link PointwiseCut}; more are many units anyway. */
  private static final int FEW_TILES = 320;

  /** Pixels of an image that make it worth its last, incomplete tile. */
  private static final int MANY_PIXELS = 32 * PointwiseProduct.PIXELS;

  /** Floats of blocks that some cache holds. */
  private static final int NEAR_FLOATS = Caches.ofLastLevel(1024 * 1024);

  /** Images of so many pixels, or of multiples, end with a tile. */
  private static final int FINE = PointwiseProduct.tiled(1, COLUMNS);

  /** A float that is copied takes as long as so many that are visited. */
  private static final double FILLED = 3;

  /** A float that is moved takes as long as so many multiplications. */
  private static final double MOVED = 12;

  private final Layouts layouts;
  private final Gate gate;
  private final int depth;
  private final int outs;
  private final int blocks;
  private final int imagePixels;
  private final int pixels;
  private final int chunkPixels;
  private final int chunks;

  /** Blocks of output channels of a unit. */
  private final int groupBlocks;

  private final int groups;
  private final int parts;

  /** Parts of the epilogue: chunks of which several parts compute blocks of their own. */
  private final int ends;

  /** Whether all pixels are read before any are multiplied. */
  private final boolean together;

  private final int fillParts;

  /** From a block of 16 channels to the next, or from a plane to the next, in what is read. */
  private final int inputNext;

  private final int[] offsets;

  /** Where channels lie of an input on the heap. */
  private final int[] mapOffsets;

  /** Whether an input on the heap is read where it lies. */
  private final boolean fitsInPlace;

  /** Whether it comes from memory: tiles read a few lines of each block, which none foresees. */
  private final boolean far;

  private final PointwiseResults results;
  private final Scratch shared;
  private final Workers.Task part = this::part;
  private final Workers.Task fillPart = this::fillPart;
  private float[] common;
  private boolean inPlace;

  /** Into how many pieces the blocks of a part are cut, if it has all of them. */
  private int cuts;

  /**
   * @param gate null for none
   * @param normalized whether a prologue changes what is read: once for all outputs, if chunks
   *     alone are parts enough
   * @param shared arrays that the kernels of a network use one after the other
   */
  public PointwiseBlocks(
      ConvolutionSpec spec,
      Layouts layouts,
      Gate gate,
      boolean normalized,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    super(spec, ConvolutionMethod.BLOCKED, workers);
    this.layouts = layouts;
    this.gate = gate;
    this.shared = shared;
    this.depth = spec.inChannels();
    this.outs = spec.outChannels();
    this.blocks = (outs + COLUMNS - 1) / COLUMNS;
    this.imagePixels = height * width;
    this.pixels = images * imagePixels;
    int tiles = (pixels + PointwiseProduct.PIXELS - 1) / PointwiseProduct.PIXELS;
    boolean fewCut = images == 1 || imagePixels >= MANY_PIXELS || imagePixels % FINE == 0;
    boolean apart = (long) depth * Integer.lowestOneBit(imagePixels) <= CHUNK_FLOATS;
    this.fitsInPlace = fewCut && apart;
    boolean mayShare = blocks > 1 && (long) pixels * depth <= MOST_COMMON;
    int fitting = Math.max(1, CHUNK_FLOATS / (depth * PointwiseProduct.PIXELS));
    if (gate != null && tiles <= FEW_TILES) {
      int most = Math.min(tiles, Math.min(MOST_TILES, fitting));
      PointwiseCut cut = new PointwiseCut(depth, outs, pixels, mayShare, most);
      this.together = cut.together();
      this.chunkPixels = cut.chunkPixels();
      this.chunks = (pixels + chunkPixels - 1) / chunkPixels;
      this.groupBlocks = cut.groupBlocks();
      this.groups = (blocks + groupBlocks - 1) / groupBlocks;
      this.parts = cut.parts();
    } else {
      int wanted = Parts.ofProducts(tiles * blocks, cost() / ((double) tiles * blocks));
      int fewest = (tiles + fitting - 1) / fitting;
      this.together = mayShare && fewest < (normalized ? Math.min(wanted, ENOUGH) : wanted);
      int partsOfBlocks = (Math.min(wanted, ENOUGH_PARTS) + blocks - 1) / blocks;
      int common = Math.min(tiles, Math.max(fewest, partsOfBlocks));
      int most = Math.min(MOST_TILES, fitting);
      int chunkTiles =
          together
              ? (tiles + common - 1) / common
              : normalized
                  ? Parts.evenSize(tiles, most, 1)
                  : Math.max(FEWEST_TILES, Math.min(most, tiles / ENOUGH_CHUNKS));
      this.chunkPixels = chunkTiles * PointwiseProduct.PIXELS;
      this.chunks = (pixels + chunkPixels - 1) / chunkPixels;
      boolean whole = chunks >= wanted || normalized && !together && chunks >= ENOUGH;
      this.groupBlocks = whole ? blocks : Math.max(1, blocks * chunks / wanted);
      this.groups = (blocks + groupBlocks - 1) / groupBlocks;
      this.parts = Math.min(wanted, chunks * groups);
    }
    this.ends = groups > 1 ? chunks : parts;
    int pixel = layouts.planesIn() ? 1 : Blocks.SIZE;
    int readPixels = together ? chunks * chunkPixels : chunkPixels;
    this.inputNext = layouts.planesIn() ? readPixels + LENGTH : readPixels * Blocks.SIZE;
    int planesOrBlocks = depth / pixel;
    this.fillParts = Parts.ofFloats(planesOrBlocks, FILLED * pixels * pixel);
    int waiting = Math.min(chunkPixels, MOST_TILES * PointwiseProduct.PIXELS);
    this.results =
        new PointwiseResults(depth, step(), outs, imagePixels, fitsInPlace, waiting, OUTPUT);
    this.offsets = new int[depth];
    this.mapOffsets = new int[depth];
    for (int d = 0; d < depth; d++) {
      offsets[d] = d / pixel * inputNext + d % pixel;
      mapOffsets[d] = (d / pixel * imagePixels) * pixel + d % pixel;
    }
    this.far = !layouts.planesIn() && (long) pixels * depth > NEAR_FLOATS;
  }

  public static boolean handles(ConvolutionSpec spec, Layouts layouts) {
    return !layouts.equals(Layouts.PLANES) && spec.isPointwise();
  }

  @Override
  public double cost() {
    return (double) pixels * (depth * Lanes.roundUp(outs, LENGTH) + MOVED * (depth + outs));
  }

  @Override
  public int packedSize() {
    return blocks * COLUMNS * depth;
  }

  @Override
  public int packedBlocks() {
    return blocks;
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int row = block * COLUMNS;
    int rows = Math.min(COLUMNS, outs - row);
    float[] w = read(from, row * depth, rows * depth, scratch);
    PointwiseProduct.pack(w, rows, depth, to, row * depth);
  }

  @Override
  protected void compute() {
    epilogue.prepare(ends);
    for (int end = 0; end < ends; end++) {
      epilogue.begin(end);
    }
    results.bind(weights, epilogue);
    boolean onHeap = layouts.planesIn() ? x.isOnHeap() : blocksIn.isOnHeap();
    inPlace = fitsInPlace && onHeap && prologue.identity && gate == null;
    if (together && !inPlace) {
      common = shared.aligned(COMMON, inputSize());
      workers.run(fillParts, fillPart);
    }
    cuts = groups > 1 ? 1 : workers.groups(parts, blocks, cost());
    workers.run(parts * cuts, part);
    common = null;
    results.release();
  }

  private void fillPart(int part, Scratch scratch) {
    int rows = depth / step();
    int first = Parts.first(part, fillParts, rows);
    fill(first, Parts.first(part + 1, fillParts, rows), 0, pixels, common, scratch);
  }

  /** With what a last tile reads beyond. */
  private int inputSize() {
    return layouts.planesIn()
        ? depth * inputNext + PointwiseProduct.PIXELS
        : depth / Blocks.SIZE * inputNext + PointwiseProduct.PIXELS * Blocks.SIZE;
  }

  private void part(int number, Scratch scratch) {
    int part = number / cuts;
    int firstBlock = Parts.first(number % cuts, cuts, blocks);
    int endBlock = Parts.first(number % cuts + 1, cuts, blocks);
    int units = chunks * groups;
    int end = Parts.first(part + 1, parts, units);
    int there = -1;
    float[] input = null;
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      int chunk = unit / groups;
      int first = chunk * chunkPixels;
      int count = Math.min(chunkPixels, pixels - first);
      int block = Math.max(firstBlock, unit % groups * groupBlocks);
      int last = Math.min(endBlock, unit % groups * groupBlocks + groupBlocks);
      int of = groups > 1 ? chunk : part;
      int at = FIRST;
      if (inPlace) {
        if (far && chunk != there) {
          fetch(first, count, scratch);
          there = chunk;
        }
        for (; block < last; block++) {
          readInPlace(of, block, first, count, scratch);
        }
        continue;
      }
      if (together) {
        scratch.poison();
        input = common;
        at += first * step();
      } else if (chunk != there) {
        scratch.poison();
        input = scratch.aligned(INPUT, inputSize());
        fill(0, depth / step(), first, count, input, scratch);
        there = chunk;
      }
      for (; block < last; block++) {
        results.compute(of, block, first, count, input, at, offsets, scratch);
      }
    }
  }

  /** Floats of a pixel of the input. */
  private int step() {
    return layouts.planesIn() ? 1 : Blocks.SIZE;
  }

  /** Brings pixels of all blocks into the core's cache, in the order in which they lie. */
  private void fetch(int first, int count, Scratch scratch) {
    float[] map = blocksIn.array(null);
    float sum = 0;
    for (int block = 0; block < depth / Blocks.SIZE; block++) {
      for (int p = 0, n; p < count; p += n) {
        int pixel = (first + p) % imagePixels;
        n = Math.min(count - p, imagePixels - pixel);
        int at = blocksIn.index((first + p) / imagePixels, block, pixel);
        for (int i = at; i < at + n * Blocks.SIZE; i += Blocks.SIZE) {
          sum += map[i];
        }
      }
    }
    scratch.floats(Scratch.LANES, 1)[0] = sum; // lest it be for nothing
  }

  /** Products of pixels that are read where they lie, those of an image after the other's. */
  private void readInPlace(int part, int block, int first, int count, Scratch scratch) {
    float[] map = layouts.planesIn() ? x.array(null) : blocksIn.array(null);
    int channels = Math.min(COLUMNS, outs - block * COLUMNS);
    for (int p = 0, n; p < count; p += n) {
      scratch.poison();
      int image = (first + p) / imagePixels;
      int pixel = (first + p) % imagePixels;
      n = Math.min(count - p, imagePixels - pixel);
      int at = layouts.planesIn() ? x.index(image, 0, pixel) : blocksIn.index(image, 0, pixel);
      int reached = results.reached(n, channels);
      if (at + mapOffsets[depth - 1] + (reached - 1) * step() < map.length) {
        results.compute(part, block, first + p, n, map, at, mapOffsets, scratch);
        continue;
      }
      int rest = n % PointwiseProduct.PIXELS; // the last tile would read beyond the array
      if (rest < n) {
        n -= rest;
        results.compute(part, block, first + p, n, map, at, mapOffsets, scratch);
      } else {
        float[] input = scratch.aligned(INPUT, inputSize());
        fill(0, depth / step(), first + p, n, input, scratch);
        results.compute(part, block, first + p, n, input, FIRST, offsets, scratch);
      }
    }
  }

  /** Reads pixels of some planes, or of some blocks where the input lies in them. */
  private void fill(int from, int end, int first, int count, float[] input, Scratch scratch) {
    if (!layouts.planesIn()) {
      for (int block = from; block < end; block++) {
        int at = FIRST + block * inputNext;
        read(block, first, count, input, at);
        if (gate != null) {
          gate.applyBlock(block, first, input, at, count);
        }
      }
      return;
    }
    boolean asIs = prologue.identity && gate == null;
    float[] plane = asIs ? null : scratch.floats(Scratch.PIXELS, count + LENGTH);
    for (int d = from; d < end; d++) {
      int at = FIRST + d * inputNext;
      if (plane == null) {
        x.readThrough(d, first, input, at, count);
      } else {
        x.readThrough(d, first, plane, 0, count);
        prologue.apply(d, plane, count);
        if (gate != null) {
          gate.apply(d, first, plane, 0, count);
        }
        System.arraycopy(plane, 0, input, at, count);
      }
    }
  }

  /** Pixels of a block, normalised on the way. */
  private void read(int block, int first, int count, float[] input, int at) {
    if (prologue.identity || !blocksIn.isOnHeap()) {
      blocksIn.readThrough(block, first, input, at, count);
      prologue.apply(block, input, at, count);
      return;
    }
    float[] map = blocksIn.array(null);
    for (int p = 0, n; p < count; p += n) {
      int pixel = (first + p) % imagePixels;
      n = Math.min(count - p, imagePixels - pixel);
      int from = blocksIn.index((first + p) / imagePixels, block, pixel);
      prologue.apply(block, map, from, Blocks.SIZE, n, input, at + p * Blocks.SIZE);
    }
  }
}
