package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.fusion.Gate;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A 1 x 1 convolution of maps of which one lies in blocks: a product of weights with pixels, which
 * are numbered through all images. Bias and bounds are the product's own; what it writes lies as
 * the map does. A unit is a chunk of pixels by some blocks of output channels; parts are units that
 * follow each other, of the same pixels as long as there are any, which are then read once.
 */
public final class PointwiseBlocks extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;

  /** Floats of a chunk of the input, which leave room for a block of weights in a core's cache. */
  private static final int CHUNK_FLOATS = 128 * 1024;

  /** Chunks that are enough: more read the weights more often. */
  private static final int ENOUGH_CHUNKS = 8;

  /** Tiles of a chunk: at least, and at most. */
  private static final int FEWEST_TILES = 2;

  private static final int MOST_TILES = 32;

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

  /** From a block of 16 channels to the next, or from a plane to the next, in what is read. */
  private final int inputNext;

  private final int outputNext;
  private final int[] offsets;
  private final float[] bias;
  private final Workers.Task part = this::part;

  /**
   * @param gate null for none
   */
  public PointwiseBlocks(
      ConvolutionSpec spec,
      Layouts layouts,
      Gate gate,
      int images,
      int height,
      int width,
      Workers workers) {
    super(spec, ConvolutionMethod.BLOCKED, workers);
    this.layouts = layouts;
    this.gate = gate;
    this.depth = spec.inChannels();
    this.outs = spec.outChannels();
    this.blocks = (outs + COLUMNS - 1) / COLUMNS;
    this.imagePixels = height * width;
    this.pixels = images * imagePixels;
    int tiles = (pixels + PointwiseProduct.PIXELS - 1) / PointwiseProduct.PIXELS;
    int wanted = Parts.ofProducts(tiles * blocks, cost() / ((double) tiles * blocks));
    int most = Math.min(MOST_TILES, CHUNK_FLOATS / (depth * PointwiseProduct.PIXELS));
    int chunkTiles = Math.max(FEWEST_TILES, Math.min(most, tiles / ENOUGH_CHUNKS));
    this.chunkPixels = chunkTiles * PointwiseProduct.PIXELS;
    this.chunks = (pixels + chunkPixels - 1) / chunkPixels;
    this.groupBlocks = chunks >= wanted ? blocks : Math.max(1, blocks * chunks / wanted);
    this.groups = (blocks + groupBlocks - 1) / groupBlocks;
    this.parts = Math.min(wanted, chunks * groups);
    int pixel = layouts.planesIn() ? 1 : Blocks.SIZE;
    this.inputNext = layouts.planesIn() ? chunkPixels + LENGTH : chunkPixels * Blocks.SIZE;
    this.outputNext = chunkPixels * Blocks.SIZE + LENGTH;
    this.offsets = new int[depth];
    for (int d = 0; d < depth; d++) {
      offsets[d] = d / pixel * inputNext + d % pixel;
    }
    this.bias = new float[blocks * COLUMNS];
  }

  public static boolean handles(ConvolutionSpec spec, Layouts layouts) {
    return !layouts.equals(Layouts.PLANES)
        && spec.kernel().is(1)
        && spec.strides().is(1)
        && spec.padding().is(0)
        && spec.groups() == 1;
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
    epilogue.prepare(1);
    epilogue.bias(bias, outs);
    workers.run(parts, part);
  }

  private void part(int part, Scratch scratch) {
    int units = chunks * groups;
    int end = Parts.first(part + 1, parts, units);
    int there = -1;
    float[] input = null;
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      int chunk = unit / groups;
      int first = chunk * chunkPixels;
      int count = Math.min(chunkPixels, pixels - first);
      if (chunk != there) {
        scratch.poison();
        input = fill(first, count, scratch);
        there = chunk;
      }
      int block = unit % groups * groupBlocks;
      int last = Math.min(blocks, block + groupBlocks);
      for (; block < last; block++) {
        products(block, first, count, input, scratch);
      }
    }
  }

  /** Reads a chunk of all input channels. */
  private float[] fill(int first, int count, Scratch scratch) {
    if (!layouts.planesIn()) {
      float[] input = scratch.aligned(INPUT, depth / Blocks.SIZE * inputNext);
      for (int block = 0; block < depth / Blocks.SIZE; block++) {
        int at = FIRST + block * inputNext;
        blocksIn.readThrough(block, first, input, at, count);
        prologue.apply(block, input, at, count);
        if (gate != null) {
          gate.applyBlock(block, first, input, at, count);
        }
      }
      return input;
    }
    float[] input = scratch.aligned(INPUT, depth * inputNext + chunkPixels);
    boolean asIs = prologue.identity && gate == null;
    float[] plane = asIs ? null : scratch.floats(Scratch.PIXELS, count + LENGTH);
    for (int d = 0; d < depth; d++) {
      int at = FIRST + d * inputNext;
      if (plane == null) {
        x.readThrough(d, first, input, at, count);
      } else {
        x.readThrough(d, first, plane, 0, count);
        prologue.apply(d, plane, count);
        if (gate != null) {
          gate.apply(d, first, plane, count);
        }
        System.arraycopy(plane, 0, input, at, count);
      }
    }
    return input;
  }

  private void products(int block, int first, int count, float[] input, Scratch scratch) {
    int channel = block * COLUMNS;
    int channels = Math.min(COLUMNS, outs - channel);
    float[] out = scratch.aligned(OUTPUT, COLUMNS / Blocks.SIZE * outputNext);
    PointwiseProduct.multiply(
        weights,
        channel * depth,
        input,
        FIRST,
        layouts.planesIn() ? 1 : Blocks.SIZE,
        offsets,
        depth,
        count,
        bias,
        channel,
        epilogue.floor(),
        epilogue.ceiling(),
        out,
        FIRST,
        outputNext,
        channels);
    for (int c = 0; c < channels; c += Blocks.SIZE) {
      int of = Math.min(Blocks.SIZE, channels - c);
      int from = FIRST + c / Blocks.SIZE * outputNext;
      epilogue.finishThrough(channel + c, of, first, out, from, count, scratch);
    }
  }
}
