package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.Scratch.FIRST;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import jdk.incubator.vector.FloatVector;

/**
 * A convolution of any kernel, stride, padding, dilation and groups: a product of weights with
 * pixels that are read where they lie in padded planes, at an offset for each tap. Parts are
 * chunks, some images or a band of rows of one; or if these are few, or the weights so many that
 * each is better read once, the planes are filled first, and parts of the product are blocks of
 * output channels.
 */
final class GeneralConvolution extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int PRODUCT = 1;
  private static final int PIXELS = 3;

  /** Pixels of a chunk that make it worth its last, incomplete panel, and the most. */
  private static final int ENOUGH_PIXELS = 1024;

  private static final int MOST_PIXELS = 5 * 1024;

  /** Pixels of a chunk that is cut off for another thread, and such chunks as are wanted. */
  private static final int FEWEST_PIXELS = 512;

  private static final int WANTED_CHUNKS = 16;

  /** Blocks of output channels that are enough for many threads. */
  private static final int ENOUGH_BLOCKS = 8;

  /** Multiplications that take as long as dividing a row of pixels by the stride. */
  private static final double DIVIDED = 1000;

  private final ShiftedProduct shifted;
  private final int images;
  private final int outHeight;
  private final int outWidth;
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

  private final int parts;
  private final int fillParts;
  private final PaddedPlanes planes;
  private final int[] offsets;
  private final int productSize;
  private final Scratch shared;
  private final Workers.Task part = this::part;
  private final Workers.Task fillPart = this::fillPart;
  private final Workers.Task productPart = this::productPart;
  private float[] common;

  /**
   * @param shared arrays that the kernels of a network use one after the other
   */
  GeneralConvolution(
      ConvolutionSpec spec,
      ConvolutionMethod method,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    super(spec, method, workers);
    this.images = images;
    this.shared = shared;
    this.outHeight = extent(spec, height);
    this.outWidth = extent(spec, width);
    int taps = spec.kernel() * spec.kernel();
    this.groupDepth = spec.inChannels() / spec.groups() * taps;
    this.groupRows = spec.outChannels() / spec.groups();
    this.shifted = ShiftedProduct.of(method, groupRows, groupDepth, spec.stride());
    this.groupBlocks = shifted.blocks(groupRows);
    this.packedGroup = shifted.weightSize(groupRows, groupDepth);
    this.blocks = spec.groups() * groupBlocks;

    int pitch = PaddedPlanes.extent(spec, width);
    int imagePixels = PaddedPlanes.extent(spec, height) * pitch;
    int pixelFloats = spec.inChannels() * spec.stride() * spec.stride();
    int fitting = Math.min(MOST_PIXELS, Math.max(1, CACHED_FLOATS / pixelFloats));
    int wantedPixels = (int) ((long) images * imagePixels / WANTED_CHUNKS);
    int most = Math.min(fitting, Math.max(FEWEST_PIXELS, wantedPixels));
    this.chunkImages = Math.max(1, Math.min(Math.min(most, ENOUGH_PIXELS) / imagePixels, images));
    int cuts = imagePixels <= most ? 1 : (imagePixels + most - 1) / most;
    this.chunkRows = (outHeight + cuts - 1) / cuts;
    this.bands = (outHeight + chunkRows - 1) / chunkRows;
    this.chunks = (images + chunkImages - 1) / chunkImages * bands;

    this.planes = new PaddedPlanes(spec, shifted.step, height, width, chunkImages, chunkRows);
    this.productSize =
        Lanes.roundUp(((chunkImages - 1) * planes.imageRows + chunkRows) * pitch, COLUMNS)
            + LENGTH; // no power of two, whose rows would meet in the same lines of a cache
    this.offsets = new int[groupDepth];
    for (int d = 0; d < groupDepth; d++) {
      int tap = d % taps;
      offsets[d] =
          d / taps * planes.channelSize + planes.offset(tap / spec.kernel(), tap % spec.kernel());
    }

    int wanted = Parts.ofProducts(chunks * blocks, cost() / ((double) chunks * blocks));
    long all = (long) chunks * chunkFloats();
    boolean manyWeights =
        blocks >= ENOUGH_BLOCKS && packedSize() > CACHED_FLOATS && packedSize() > 2 * all;
    boolean fewChunks = chunks < Math.min(ENOUGH, wanted) && blocks > 1;
    this.together = (manyWeights || fewChunks) && all <= MOST_COMMON;
    this.wholeBlocks = manyWeights || blocks >= wanted;
    int units = together ? (wholeBlocks ? blocks : chunks * blocks) : chunks;
    this.parts = Math.min(units, wanted);
    this.fillParts = Parts.ofFloats(chunks * spec.inChannels(), 2.0 * planes.channelSize);
  }

  /** Rows or columns of the output. */
  static int extent(ConvolutionSpec spec, int size) {
    int span = spec.dilation() * (spec.kernel() - 1) + 1;
    return (size + 2 * spec.padding() - span) / spec.stride() + 1;
  }

  @Override
  double cost() {
    double pixels = (double) images * outHeight * planes.pitch;
    double rows = (double) images * outHeight * Math.min(spec.stride(), spec.kernel());
    double divided = spec.stride() > shifted.step ? DIVIDED * rows * spec.inChannels() : 0;
    return pixels * spec.groups() * shifted.cost(groupRows, groupDepth) + divided;
  }

  @Override
  int packedSize() {
    return spec.groups() * packedGroup;
  }

  @Override
  int packedBlocks() {
    return blocks;
  }

  @Override
  void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int row = block % groupBlocks * shifted.rows;
    int rows = Math.min(shifted.rows, groupRows - row);
    int first = (block / groupBlocks * groupRows + row) * groupDepth;
    float[] w = read(from, first, rows * groupDepth, scratch);
    shifted.pack(w, 0, rows, groupDepth, to, block * shifted.rows * groupDepth);
  }

  @Override
  void compute() {
    if (together) {
      epilogue.prepare(wholeBlocks ? 1 : parts);
      common = shared.floats(COMMON, chunks * chunkFloats());
      workers.run(fillParts, fillPart);
      workers.run(parts, productPart);
      common = null;
    } else {
      epilogue.prepare(parts);
      workers.run(parts, part);
    }
  }

  private int chunkFloats() {
    return spec.inChannels() * planes.channelSize;
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
      for (int c = 0; c < spec.inChannels(); c++) {
        fill(c, chunk, input, 0, scratch);
      }
      for (int block = 0; block < blocks; block++) {
        product(part, block, chunk, input, 0, scratch);
      }
    }
  }

  /** Some channels of the chunks. */
  private void fillPart(int part, Scratch scratch) {
    int channels = spec.inChannels();
    int end = Parts.first(part + 1, fillParts, chunks * channels);
    for (int unit = Parts.first(part, fillParts, chunks * channels); unit < end; unit++) {
      scratch.poison();
      int chunk = unit / channels;
      fill(unit % channels, chunk, common, chunk * chunkFloats(), scratch);
    }
  }

  /** Some blocks of output channels, all chunks of one after the other. */
  private void productPart(int part, Scratch scratch) {
    if (!wholeBlocks) {
      epilogue.begin(part);
    }
    int units = wholeBlocks ? blocks : blocks * chunks;
    int each = wholeBlocks ? chunks : 1;
    int end = Parts.first(part + 1, parts, units) * each;
    for (int unit = Parts.first(part, parts, units) * each; unit < end; unit++) {
      scratch.poison();
      int chunk = unit % chunks;
      int of = wholeBlocks ? 0 : part;
      product(of, unit / chunks, chunk, common, chunk * chunkFloats(), scratch);
    }
  }

  private void fill(int c, int chunk, float[] input, int at, Scratch scratch) {
    int first = image(chunk);
    int count = count(chunk);
    int y = row(chunk);
    int rows = rows(chunk);
    int to = at + c * planes.channelSize;
    for (int i = 0; i < count; i++) {
      planes.fill(x, prologue, first + i, c, i, y, rows, input, to, scratch);
    }
  }

  /** A block of output channels of a chunk. */
  private void product(int part, int block, int chunk, float[] input, int at, Scratch scratch) {
    int count = count(chunk);
    int rows = rows(chunk);
    int pixels = ((count - 1) * planes.imageRows + rows - 1) * planes.pitch + outWidth;
    float[] product = scratch.aligned(PRODUCT, shifted.rows * productSize + LENGTH);
    float[] finished = scratch.floats(PIXELS, count * rows * outWidth + LENGTH);
    int group = block / groupBlocks;
    int row = block % groupBlocks * shifted.rows;
    int blockRows = Math.min(shifted.rows, groupRows - row);
    shifted.multiply(
        weights,
        block * shifted.rows * groupDepth,
        input,
        at + group * (spec.inChannels() / spec.groups()) * planes.channelSize,
        offsets,
        groupDepth,
        pixels,
        product,
        FIRST,
        productSize,
        blockRows,
        scratch);
    int first = (image(chunk) * outHeight + row(chunk)) * outWidth;
    for (int r = 0; r < blockRows; r++) {
      int n = squeeze(product, FIRST + r * productSize, count, rows, finished);
      epilogue.finish(part, group * groupRows + row + r, first, finished, 0, n, scratch);
    }
  }

  /** Leaves out what is between rows and images; writes whole vectors, in ascending order. */
  private int squeeze(float[] product, int from, int count, int rows, float[] to) {
    int t = 0;
    for (int i = 0; i < count; i++) {
      int row = from + i * planes.imageRows * planes.pitch;
      for (int y = 0; y < rows; y++, row += planes.pitch, t += outWidth) {
        for (int p = 0; p < outWidth; p += LENGTH) {
          FloatVector.fromArray(SPECIES, product, row + p).intoArray(to, t + p);
        }
      }
    }
    return t;
  }
}
