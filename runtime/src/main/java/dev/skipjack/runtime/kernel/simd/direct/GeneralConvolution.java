package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.product.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.product.ShiftedProduct;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A convolution of any kernel, stride, padding, dilation and groups: a product of weights with
 * pixels that are read where they lie in padded planes or blocks, at an offset for each tap. Where
 * maps lie in blocks, a group's channels fill whole ones. Parts are chunks, some images or a band
 * of rows of one; or if these are few, or the weights so many that each is better read once, the
 * planes are filled first, and parts of the product are blocks of output channels.
 */
public final class GeneralConvolution extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int PRODUCT = 1;
  private static final int PIXELS = 3;

  /** Pixels of a chunk that make it worth its last, incomplete panel, and the most. */
  private static final int ENOUGH_PIXELS = 1024;

  private static final int MOST_PIXELS = 5 * 1024;

  /** Pixels of a chunk that is cut off for another thread, and such chunks as are wanted. */
  private static final int FEWEST_PIXELS = 512;

  private static final int WANTED_CHUNKS = 16;

  /** Chunks of few pixels, if they are worth it. */
  private static final int FEW_CHUNKS = 2;

  /** Blocks of output channels of chunks that are enough for many threads. */
  private static final int ENOUGH_UNITS = 16;

  /** Blocks of output channels that are enough for many threads. */
  private static final int ENOUGH_BLOCKS = 8;

  /** A row of tiles may be longer than that of the input by this part. */
  private static final int FEW_MORE = 32;

  /** Multiplications that take as long as dividing a row of pixels by the stride. */
  private static final double DIVIDED = 1000;

  private final Layouts layouts;
  private final ShiftedProduct shifted;
  private final int images;
  private final int outHeight;
  private final int outWidth;
  private final int pitch;
  private final int taps;

  /** Whether the channels of a block follow each other for each tap, as they lie. */
  private final boolean inRuns;

  private final int groupDepth;
  private final int groupRows;
  private final int groupBlocks;
  private final int packedGroup;
  private final int blocks;
  private final int chunkImages;
  private final int chunkRows;
  private final int bands;
  private final int chunks;
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

  /** Whether rows of an output in blocks are tiles of their own, which end as they are written. */
  private final boolean byRows;

  private final float[] bias;
  private final int productSize;
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
    this.images = images;
    this.shared = shared;
    this.outHeight = PaddedInput.outHeight(spec, height);
    this.outWidth = PaddedInput.outWidth(spec, width);
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

    this.pitch = PaddedPlanes.columns(spec, width);
    int imagePixels = PaddedPlanes.rows(spec, height) * pitch;
    int pixelFloats = spec.inChannels() * spec.stride() * spec.stride();
    int fitting = Math.min(MOST_PIXELS, Math.max(1, CACHED_FLOATS / pixelFloats));
    int wantedPixels = (int) ((long) images * imagePixels / WANTED_CHUNKS);
    int most = Math.min(fitting, Math.max(FEWEST_PIXELS, wantedPixels));
    int few = blocks > 1 ? 1 : Parts.ofShortProducts(FEW_CHUNKS, cost() / FEW_CHUNKS);
    int fittingImages = Math.min(most, ENOUGH_PIXELS) / imagePixels;
    this.chunkImages = Math.max(1, Math.min(fittingImages, (images + few - 1) / few));
    int cuts = Math.max(images < few ? few : 1, (imagePixels + most - 1) / most);
    cuts = chunkImages > 1 ? 1 : enoughCuts(cuts);
    this.chunkRows = (outHeight + cuts - 1) / cuts;
    this.bands = (outHeight + chunkRows - 1) / chunkRows;
    this.chunks = (images + chunkImages - 1) / chunkImages * bands;

    this.padded =
        layouts.planesIn()
            ? new PaddedPlanes(spec, shifted.step, height, width, chunkImages, chunkRows)
            : new PaddedBlocks(spec, shifted.step, height, width, chunkImages, chunkRows);
    this.units = layouts.planesIn() ? spec.inChannels() : spec.inChannels() / Blocks.SIZE;
    this.productSize =
        Lanes.roundUp(((chunkImages - 1) * padded.imageRows + chunkRows) * pitch, COLUMNS)
            + LENGTH; // no power of two, whose rows would meet in the same lines of a cache
    this.offsets = new int[groupDepth];
    for (int d = 0; d < groupDepth; d++) {
      int row = inRuns ? ofRun(d) : d;
      int tap = row % taps;
      offsets[d] =
          channelOffset(row / taps)
              + padded.offset(tap / spec.kernel().width(), tap % spec.kernel().width());
    }

    int tiled = PointwiseProduct.tiled(outWidth, Math.min(groupRows, BlockedProduct.COLUMNS));
    this.byRows =
        !layouts.planesOut()
            && BlockedProduct.COLUMNS >= Blocks.SIZE
            && tiled <= pitch + pitch / FEW_MORE;
    this.bias = new float[Lanes.roundUp(spec.outChannels(), BlockedProduct.COLUMNS)];

    int wanted = Parts.ofShortProducts(chunks * blocks, cost() / ((double) chunks * blocks));
    long all = (long) chunks * chunkFloats();
    boolean manyWeights =
        blocks >= ENOUGH_BLOCKS && packedSize() > CACHED_FLOATS && packedSize() > 2 * all;
    int coarse = Parts.ofProducts(chunks * blocks, cost() / ((double) chunks * blocks));
    boolean fewChunks = chunks < Math.min(ENOUGH, coarse) && blocks > 1;
    this.together = (manyWeights || fewChunks) && all <= MOST_COMMON;
    this.wholeBlocks = manyWeights || blocks >= coarse;
    this.ofChunks = together && wholeBlocks && blocks < ENOUGH_UNITS && chunks > 1;
    int products = together ? (wholeBlocks && !ofChunks ? blocks : chunks * blocks) : chunks;
    this.parts = Math.min(products, wanted);
    this.fillParts = Parts.ofFloats(chunks * units, 2.0 * padded.unitSize);
  }

  /**
   * Bands of an image, so that together with blocks of output channels they are enough, and as many
   * for each of two threads.
   *
   * @param least as many as chunks need to be small
   */
  private int enoughCuts(int least) {
    int units = images * blocks;
    int cuts = least > 2 ? (least + 1) / 2 * 2 : least;
    while (blocks > 1
        && cuts * units < ENOUGH_UNITS
        && 2 * cuts <= outHeight
        && Parts.ofProducts(2 * cuts * units, cost() / (2 * cuts * units)) == 2 * cuts * units) {
      cuts *= 2;
    }
    return cuts;
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
    double pixels = (double) images * outHeight * pitch;
    double rows = (double) images * outHeight * Math.min(spec.stride(), spec.kernel().height());
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
    float[] to = scratch.floats(PIXELS, rows * groupDepth);
    for (int row = 0; row < rows; row++) {
      for (int d = 0; d < groupDepth; d++) {
        to[row * groupDepth + d] = w[row * groupDepth + ofRun(d)];
      }
    }
    return to;
  }

  @Override
  protected void compute() {
    epilogue.bias(bias, spec.outChannels());
    if (together) {
      prepare();
      common = shared.floats(COMMON, chunks * chunkFloats());
      workers.run(fillParts, fillPart);
      workers.run(parts, productPart);
      common = null;
    } else {
      epilogue.prepare(parts);
      workers.run(parts, part);
    }
  }

  private void prepare() {
    epilogue.prepare(ofChunks ? chunks : wholeBlocks ? 1 : parts);
    for (int chunk = 0; ofChunks && chunk < chunks; chunk++) {
      epilogue.begin(chunk);
    }
  }

  private int chunkFloats() {
    return units * padded.unitSize;
  }

  /** The first image of a chunk. */
  private int image(int chunk) {
    return chunk / bands * chunkImages;
  }

  private int count(int chunk) {
    return Math.min(chunkImages, images - image(chunk));
  }

  /** The first row of a chunk in each of its images. */
  private int row(int chunk) {
    return chunk % bands * chunkRows;
  }

  private int rows(int chunk) {
    return Math.min(chunkRows, outHeight - row(chunk));
  }

  /** Some chunks, one after the other. */
  private void part(int part, Scratch scratch) {
    epilogue.begin(part);
    int end = Parts.first(part + 1, parts, chunks);
    for (int chunk = Parts.first(part, parts, chunks); chunk < end; chunk++) {
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
    int end = Parts.first(part + 1, fillParts, chunks * units);
    for (int i = Parts.first(part, fillParts, chunks * units); i < end; i++) {
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
    int units = blockwise ? blocks : blocks * chunks;
    int each = blockwise ? chunks : 1;
    int end = Parts.first(part + 1, parts, units) * each;
    for (int unit = Parts.first(part, parts, units) * each; unit < end; unit++) {
      scratch.poison();
      int chunk = wholeBlocks ? unit % chunks : unit / blocks;
      int block = wholeBlocks ? unit / chunks : unit % blocks;
      int of = ofChunks ? chunk : wholeBlocks ? 0 : part;
      product(of, block, chunk, common, chunk * chunkFloats(), scratch);
    }
  }

  private void fill(int unit, int chunk, float[] input, int at, Scratch scratch) {
    int first = image(chunk);
    int count = count(chunk);
    int y = row(chunk);
    int rows = rows(chunk);
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
    int count = count(chunk);
    int rows = rows(chunk);
    int pixels = ((count - 1) * padded.imageRows + rows - 1) * pitch + outWidth;
    int group = block / groupBlocks;
    int row = block % groupBlocks * shifted.rows;
    int channel = group * groupRows + row;
    int channels = Math.min(shifted.rows, groupRows - row);
    int a = block * shifted.rows * groupDepth;
    int from = at + channelOffset(group * (spec.inChannels() / spec.groups()));
    if (layouts.planesOut()) {
      float[] product = scratch.aligned(PRODUCT, shifted.rows * productSize + LENGTH);
      shifted.multiply(
          weights,
          a,
          input,
          from,
          offsets,
          groupDepth,
          pixels,
          product,
          FIRST,
          productSize,
          channels,
          scratch);
      finishPlanes(part, channel, channels, chunk, product, scratch);
    } else if (byRows) {
      for (int i = 0; i < count; i++) {
        int begin = from + i * padded.imageRows * padded.rowSize * pixelFloats();
        rows(part, channel, channels, image(chunk) + i, row(chunk), rows, a, input, begin, scratch);
      }
    } else {
      float[] product =
          ((BlockedProduct) shifted)
              .products(weights, a, input, from, offsets, groupDepth, pixels, channels, scratch);
      for (int c = 0; c < channels; c += Blocks.SIZE) {
        finishBlock(part, channel + c, chunk, product, FIRST + c, scratch);
      }
    }
  }

  /** Floats of a pixel of what is filled. */
  private int pixelFloats() {
    return layouts.planesIn() ? 1 : Blocks.SIZE;
  }

  /** Rows of an image, written where they belong if tiles end with them. */
  private void rows(
      int part,
      int channel,
      int channels,
      int image,
      int y,
      int rows,
      int a,
      float[] input,
      int from,
      Scratch scratch) {
    Blocks output = epilogue.output();
    Blocks addend = epilogue.addend();
    boolean whole = PointwiseProduct.tiled(outWidth, channels) == outWidth;
    boolean inPlace = whole && epilogue.isInPlace();
    int block = channel / Blocks.SIZE;
    int pixels = rows * outWidth;
    int next = (inPlace ? outHeight * outWidth : pixels + PointwiseProduct.PIXELS) * Blocks.SIZE;
    float[] out;
    float[] other = null;
    int at = 0;
    int ao = 0;
    if (inPlace) {
      out = output.array(null);
      at = output.index(image, block, y * outWidth);
      if (addend != null) {
        other = addend.array(null);
        ao = addend.index(image, block, y * outWidth);
      }
    } else {
      out = scratch.floats(PIXELS, 2 * next);
      if (addend != null) {
        other = scratch.floats(Scratch.PIXELS, 2 * next);
        for (int c = 0; c < channels; c += Blocks.SIZE) {
          int to = c / Blocks.SIZE * next;
          addend.read(image, block + c / Blocks.SIZE, y * outWidth, other, to, pixels);
          Arrays.fill(other, to + pixels * Blocks.SIZE, to + next, 0); // what tiles add beyond
        }
      }
    }
    PointwiseProduct.multiply(
        weights,
        a,
        input,
        from,
        shifted.step * pixelFloats(),
        inRuns,
        offsets,
        groupDepth,
        outWidth,
        rows,
        padded.rowSize * pixelFloats(),
        bias,
        channel,
        other,
        ao,
        epilogue.floor(),
        epilogue.ceiling(),
        out,
        at,
        next,
        channels);
    for (int c = 0; c < channels; c += Blocks.SIZE) {
      int begin = at + c / Blocks.SIZE * next;
      epilogue.finishProducts(part, channel + c, Blocks.SIZE, out, begin, pixels);
      if (!inPlace) {
        output.write(image, block + c / Blocks.SIZE, y * outWidth, out, begin, pixels);
      }
    }
  }

  private void finishPlanes(
      int part, int channel, int channels, int chunk, float[] product, Scratch scratch) {
    int count = count(chunk);
    int rows = rows(chunk);
    float[] finished = scratch.floats(PIXELS, count * rows * outWidth + LENGTH);
    int first = (image(chunk) * outHeight + row(chunk)) * outWidth;
    for (int r = 0; r < channels; r++) {
      int n = squeeze(product, FIRST + r * productSize, count, rows, finished);
      epilogue.finish(part, channel + r, first, finished, 0, n, scratch);
    }
  }

  /** Leaves out what is between rows and images; writes whole vectors, in ascending order. */
  private int squeeze(float[] product, int from, int count, int rows, float[] to) {
    int t = 0;
    for (int i = 0; i < count; i++) {
      int row = from + i * padded.imageRows * pitch;
      for (int y = 0; y < rows; y++, row += pitch, t += outWidth) {
        for (int p = 0; p < outWidth; p += LENGTH) {
          FloatVector.fromArray(SPECIES, product, row + p).intoArray(to, t + p);
        }
      }
    }
    return t;
  }

  /** The block, or a part of one where two vectors are less. */
  private void finishBlock(
      int part, int channel, int chunk, float[] product, int from, Scratch scratch) {
    int rows = rows(chunk);
    int lanes = Math.min(Blocks.SIZE, BlockedProduct.COLUMNS);
    float[] finished = scratch.floats(PIXELS, rows * outWidth * lanes);
    for (int i = 0; i < count(chunk); i++) {
      int t = 0;
      for (int y = 0; y < rows; y++) {
        int q = (i * padded.imageRows + y) * pitch;
        for (int p = q; p < q + outWidth; p++) {
          for (int lane = 0; lane < lanes; lane += LENGTH, t += LENGTH) {
            FloatVector.fromArray(SPECIES, product, from + p * BlockedProduct.COLUMNS + lane)
                .intoArray(finished, t);
          }
        }
      }
      int first = row(chunk) * outWidth;
      epilogue.finish(
          part, image(chunk) + i, channel, lanes, first, finished, rows * outWidth, scratch);
    }
  }
}
