package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.ShiftedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A convolution of any kernel, stride, padding, dilation and groups: a product of weights with
 * pixels that are read where they lie in padded planes or blocks, at an offset for each tap. Where
 * maps lie in blocks, a group's channels fill whole ones. Parts are chunks, some images or a band
 * of rows of one; or if these are few, or the weights so many that each is better read once, the
 * planes are filled first, and parts of the product are blocks of output channels.
 */
public final class GeneralConvolution extends ConvolutionAlgorithm {
  private static final int INPUT = 0;

  /** Before there are results in it. */
  private static final int RUNS = 3;

  /** Blocks of output channels that are enough for many threads. */
  private static final int ENOUGH_BLOCKS = 8;

  /** Multiplications that take as long as dividing a row of pixels by the stride. */
  private static final double DIVIDED = 1000;

  private final Layouts layouts;
  private final ShiftedProduct shifted;

  /** Rows of all images. */
  private final int outRows;

  private final int pitch;
  private final int taps;

  /** Whether the channels of a block follow each other for each tap, as they lie. */
  private final boolean inRuns;

  private final int groupDepth;
  private final int groupRows;
  private final int groupBlocks;
  private final int packedGroup;
  private final int blocks;
  private final ImageChunks chunks;
  private final boolean together;

  /** Whether a part has whole blocks of output channels, of all chunks. */
  private final boolean wholeBlocks;

  /** The same, each chunk of a block a part, one after the other: blocks are too few. */
  private final boolean ofChunks;

  private final int parts;
  private final int fillParts;
  private final PaddedInput padded;

  /** What is filled at a time: channels, or blocks of them. */
  private final int units;

  private final int[] offsets;
  private final GeneralResults results;
  private final Scratch shared;
  private final Workers.Task part = this::part;
  private final Workers.Task fillPart = this::fillPart;
  private final Workers.Task productPart = this::productPart;
  private float[] common;

  /**
   * @param shared arrays that the kernels of a network use one after the other
   */
  public GeneralConvolution(
      ConvolutionSpec spec,
      Layouts layouts,
      ConvolutionMethod method,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    super(spec, method, workers);
    this.layouts = layouts;
    this.shared = shared;
    this.taps = spec.kernel().area();
    int groupChannels = spec.inChannels() / spec.groups();
    this.inRuns = BlockedProduct.SMALL && !layouts.planesIn() && groupChannels % SIZE == 0;
    this.groupDepth = groupChannels * taps;
    this.groupRows = spec.outChannels() / spec.groups();
    this.shifted =
        layouts.equals(Layouts.PLANES)
            ? ProductChoice.of(method, groupRows, groupDepth, spec.stride())
            : new BlockedProduct(spec.stride(), layouts.input(), inRuns);
    this.groupBlocks = shifted.blocks(groupRows);
    this.packedGroup = shifted.weightSize(groupRows, groupDepth);
    this.blocks = spec.groups() * groupBlocks;

    int outHeight = PaddedInput.outHeight(spec, height);
    this.outRows = images * outHeight;
    this.pitch = PaddedInput.columns(spec, width);
    int imagePixels = PaddedInput.rows(spec, height) * pitch;
    int fitting = CACHED_FLOATS / (spec.inChannels() * spec.stride() * spec.stride());
    this.chunks = ConvolutionChunks.of(images, outHeight, imagePixels, fitting, blocks, cost());
    this.padded =
        layouts.planesIn()
            ? new PaddedPlanes(
                spec, shifted.step, height, width, chunks.mostImages(), chunks.mostRows())
            : new PaddedBlocks(
                spec, shifted.step, height, width, chunks.mostImages(), chunks.mostRows());
    this.units = layouts.planesIn() ? spec.inChannels() : spec.inChannels() / Blocks.SIZE;
    this.offsets = new int[groupDepth];
    for (int d = 0; d < groupDepth; d++) {
      int row = inRuns ? ofRun(d) : d;
      int tap = row % taps;
      offsets[d] =
          channelOffset(row / taps)
              + padded.offset(tap / spec.kernel().width(), tap % spec.kernel().width());
    }

    this.results = new GeneralResults(spec, layouts, chunks, shifted, padded, offsets, inRuns);

    int count = chunks.count();
    int wanted = Parts.ofShortProducts(count * blocks, cost() / ((double) count * blocks));
    long all = (long) count * chunkFloats();
    boolean manyWeights =
        blocks >= ENOUGH_BLOCKS && packedSize() > CACHED_FLOATS && packedSize() > 2 * all;
    int coarse = Parts.ofProducts(count * blocks, cost() / ((double) count * blocks));
    boolean fewChunks = count < Math.min(ENOUGH, coarse) && blocks > 1;
    this.together = (manyWeights || fewChunks) && all <= MOST_COMMON;
    this.wholeBlocks = manyWeights || blocks >= coarse;
    this.ofChunks = together && wholeBlocks && blocks < ConvolutionChunks.ENOUGH_UNITS && count > 1;
    int products = together ? (wholeBlocks && !ofChunks ? blocks : count * blocks) : count;
    this.parts = Math.min(products, wanted);
    this.fillParts = Parts.ofFloats(count * units, 2.0 * padded.unitSize);
  }

  /** Whether it can: a group has whole blocks, or a block whole groups of inputs. */
  public static boolean handles(ConvolutionSpec spec, Layouts layouts) {
    int ins = spec.inChannels() / spec.groups();
    int outs = spec.outChannels() / spec.groups();
    boolean in = layouts.planesIn() || ins % Blocks.SIZE == 0 || Blocks.SIZE % ins == 0;
    return in && (layouts.planesOut() || outs % Blocks.SIZE == 0);
  }

  /** Which row of the weights is multiplied at d: those of a tap and a block follow each other. */
  private int ofRun(int d) {
    int block = d / (taps * SIZE);
    int tap = d / SIZE % taps;
    return (block * SIZE + d % SIZE) * taps + tap;
  }

  /** Where a channel begins among what is filled. */
  private int channelOffset(int channel) {
    return layouts.planesIn()
        ? channel * padded.unitSize
        : channel / Blocks.SIZE * padded.unitSize + channel % Blocks.SIZE;
  }

  @Override
  public double cost() {
    double pixels = (double) outRows * pitch;
    double rows = (double) outRows * Math.min(spec.stride(), spec.kernel().height());
    double divided = spec.stride() > shifted.step ? DIVIDED * rows * spec.inChannels() : 0;
    return pixels * spec.groups() * shifted.cost(groupRows, groupDepth) + divided;
  }

  @Override
  public int packedSize() {
    return spec.groups() * packedGroup;
  }

  @Override
  public int packedBlocks() {
    return blocks;
  }

  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int row = block % groupBlocks * shifted.rows;
    int rows = Math.min(shifted.rows, groupRows - row);
    int first = (block / groupBlocks * groupRows + row) * groupDepth;
    float[] w = read(from, first, rows * groupDepth, scratch);
    if (inRuns && taps > 1) {
      w = runs(w, rows, scratch);
    }
    shifted.pack(w, 0, rows, groupDepth, to, block * shifted.rows * groupDepth);
  }

  /** The same weights in the order in which they are multiplied. */
  private float[] runs(float[] w, int rows, Scratch scratch) {
    float[] to = scratch.floats(RUNS, rows * groupDepth);
    for (int row = 0; row < rows; row++) {
      for (int d = 0; d < groupDepth; d++) {
        to[row * groupDepth + d] = w[row * groupDepth + ofRun(d)];
      }
    }
    return to;
  }

  @Override
  protected void compute() {
    results.bind(weights, epilogue);
    if (together) {
      prepare();
      common = shared.floats(COMMON, chunks.count() * chunkFloats());
      workers.run(fillParts, fillPart);
      workers.run(parts, productPart);
      common = null;
    } else {
      epilogue.prepare(parts);
      workers.run(parts, part);
    }
    results.release();
  }

  private void prepare() {
    epilogue.prepare(ofChunks ? chunks.count() : wholeBlocks ? 1 : parts);
    for (int chunk = 0; ofChunks && chunk < chunks.count(); chunk++) {
      epilogue.begin(chunk);
    }
  }

  private int chunkFloats() {
    return units * padded.unitSize;
  }

  /** Some chunks, one after the other. */
  private void part(int part, Scratch scratch) {
    epilogue.begin(part);
    int end = Parts.first(part + 1, parts, chunks.count());
    for (int chunk = Parts.first(part, parts, chunks.count()); chunk < end; chunk++) {
      scratch.poison();
      float[] input = scratch.floats(INPUT, chunkFloats());
      for (int unit = 0; unit < units; unit++) {
        fill(unit, chunk, input, 0, scratch);
      }
      for (int block = 0; block < blocks; block++) {
        product(part, block, chunk, input, 0, scratch);
      }
    }
  }

  /** Some channels of the chunks. */
  private void fillPart(int part, Scratch scratch) {
    int end = Parts.first(part + 1, fillParts, chunks.count() * units);
    for (int i = Parts.first(part, fillParts, chunks.count() * units); i < end; i++) {
      scratch.poison();
      int chunk = i / units;
      fill(i % units, chunk, common, chunk * chunkFloats(), scratch);
    }
  }

  /**
   * Some blocks of output channels, all chunks of one after the other; or those of some chunks,
   * which about the same thread filled: what one wrote another reads slowly.
   */
  private void productPart(int part, Scratch scratch) {
    if (!wholeBlocks) {
      epilogue.begin(part);
    }
    boolean blockwise = wholeBlocks && !ofChunks;
    int units = blockwise ? blocks : blocks * chunks.count();
    int each = blockwise ? chunks.count() : 1;
    int end = Parts.first(part + 1, parts, units) * each;
    for (int unit = Parts.first(part, parts, units) * each; unit < end; unit++) {
      scratch.poison();
      int chunk = wholeBlocks ? unit % chunks.count() : unit / blocks;
      int block = wholeBlocks ? unit / chunks.count() : unit % blocks;
      int of = ofChunks ? chunk : wholeBlocks ? 0 : part;
      product(of, block, chunk, common, chunk * chunkFloats(), scratch);
    }
  }

  private void fill(int unit, int chunk, float[] input, int at, Scratch scratch) {
    int first = chunks.image(chunk);
    int count = chunks.images(chunk);
    int y = chunks.row(chunk);
    int rows = chunks.rows(chunk);
    int to = at + unit * padded.unitSize;
    for (int i = 0; i < count; i++) {
      if (padded instanceof PaddedPlanes planes) {
        planes.fill(x, prologue, first + i, unit, i, y, rows, input, to, scratch);
      } else {
        ((PaddedBlocks) padded)
            .fill(blocksIn, prologue, first + i, unit, i, y, rows, input, to, scratch);
      }
    }
  }

  /** A block of output channels of a chunk. */
  private void product(int part, int block, int chunk, float[] input, int at, Scratch scratch) {
    int group = block / groupBlocks;
    int row = block % groupBlocks * shifted.rows;
    int channel = group * groupRows + row;
    int channels = Math.min(shifted.rows, groupRows - row);
    int wo = block * shifted.rows * groupDepth;
    int from = at + channelOffset(group * (spec.inChannels() / spec.groups()));
    results.compute(part, chunk, wo, channel, channels, input, from, scratch);
  }
}
