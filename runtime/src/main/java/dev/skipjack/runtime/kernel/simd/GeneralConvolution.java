package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.Scratch.FIRST;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import jdk.incubator.vector.FloatVector;

/**
 * A convolution of any kernel, stride, padding, dilation and groups: a product of weights with
 * pixels that are read where they lie in padded planes, at an offset for each tap. A worker
 * computes some images at a time, or a band of rows of one; if the weights are many and the pixels
 * few, workers divide the output channels instead, so that each weight is read once.
 */
final class GeneralConvolution extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int PRODUCT = 1;
  private static final int PIXELS = 2;

  /** Pixels of a chunk that make it worth its last, incomplete panel, and the most. */
  private static final int ENOUGH_PIXELS = 1024;

  private static final int MOST_PIXELS = 5 * 1024;

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
  private final boolean divideChannels;
  private final int chunkImages;
  private final int chunkRows;
  private final PaddedPlanes planes;
  private final int[] offsets;
  private final int productSize;
  private final Workers.Task part = this::part;

  GeneralConvolution(
      ConvolutionSpec spec,
      ConvolutionMethod method,
      int images,
      int height,
      int width,
      Workers workers) {
    super(spec, method, workers);
    this.images = images;
    this.outHeight = extent(spec, height);
    this.outWidth = extent(spec, width);
    int taps = spec.kernel() * spec.kernel();
    this.groupDepth = spec.inChannels() / spec.groups() * taps;
    this.groupRows = spec.outChannels() / spec.groups();
    this.shifted = ShiftedProduct.of(method, groupRows, groupDepth, spec.stride());
    this.groupBlocks = shifted.blocks(groupRows);
    this.packedGroup = shifted.weightSize(groupRows, groupDepth);

    int pitch = PaddedPlanes.extent(spec, width);
    int imagePixels = PaddedPlanes.extent(spec, height) * pitch;
    int pixelFloats = spec.inChannels() * spec.stride() * spec.stride();
    int most = Math.min(MOST_PIXELS, Math.max(1, CACHED_FLOATS / pixelFloats));
    this.chunkImages = Math.max(1, Math.min(Math.min(most, ENOUGH_PIXELS) / imagePixels, images));
    int bands = imagePixels <= most ? 1 : (imagePixels + most - 1) / most;
    this.chunkRows = (outHeight + bands - 1) / bands;
    this.divideChannels =
        groupBlocks >= workers.size()
            && packedSize() > CACHED_FLOATS
            && packedSize() > 2L * images * imagePixels * pixelFloats;

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
  }

  /** Rows or columns of the output. */
  static int extent(ConvolutionSpec spec, int size) {
    int span = spec.dilation() * (spec.kernel() - 1) + 1;
    return (size + 2 * spec.padding() - span) / spec.stride() + 1;
  }

  @Override
  double cost() {
    double share = (double) images * outHeight * planes.pitch / workers.size();
    double rows = (double) images * outHeight * Math.min(spec.stride(), spec.kernel());
    double divided = spec.stride() > shifted.step ? DIVIDED * rows * spec.inChannels() : 0;
    return share * spec.groups() * shifted.cost(groupRows, groupDepth) + divided / workers.size();
  }

  @Override
  int packedSize() {
    return spec.groups() * packedGroup;
  }

  @Override
  void pack(float[] from, float[] to, int part, Scratch scratch) {
    shifted.pack(from, spec.groups(), groupRows, groupDepth, to, part, workers);
  }

  @Override
  void compute() {
    workers.run(part);
  }

  private void part(int worker, Scratch scratch) {
    epilogue.begin(worker);
    int rows = images * outHeight;
    int row = divideChannels ? 0 : workers.first(worker, rows);
    int end = divideChannels ? rows : workers.first(worker + 1, rows);
    while (row < end) {
      int image = row / outHeight;
      int y = row % outHeight;
      int whole = y == 0 ? Math.min(chunkImages, (end - row) / outHeight) : 0;
      if (whole > 0 && chunkRows == outHeight) {
        chunk(worker, image, whole, 0, outHeight, scratch);
        row += whole * outHeight;
      } else {
        int n = Math.min(chunkRows, Math.min(end - row, outHeight - y));
        chunk(worker, image, 1, y, n, scratch);
        row += n;
      }
    }
  }

  /** Some whole images, or some rows of one. */
  private void chunk(int worker, int image, int count, int y, int rows, Scratch scratch) {
    scratch.poison();
    int size = planes.channelSize;
    float[] input = scratch.floats(INPUT, spec.inChannels() * size);
    for (int c = 0; c < spec.inChannels(); c++) {
      for (int i = 0; i < count; i++) {
        planes.fill(x, prologue, image + i, c, i, y, rows, input, c * size, scratch);
      }
    }
    int pixels = ((count - 1) * planes.imageRows + rows - 1) * planes.pitch + outWidth;
    float[] product = scratch.aligned(PRODUCT, shifted.rows * productSize + LENGTH);
    float[] finished = scratch.floats(PIXELS, count * rows * outWidth + LENGTH);
    int groupSize = spec.inChannels() / spec.groups() * size;
    for (int group = 0; group < spec.groups(); group++) {
      int end = divideChannels ? workers.first(worker + 1, groupBlocks) : groupBlocks;
      for (int b = divideChannels ? workers.first(worker, groupBlocks) : 0; b < end; b++) {
        int blockRows = Math.min(shifted.rows, groupRows - b * shifted.rows);
        shifted.multiply(
            weights,
            group * packedGroup + b * shifted.rows * groupDepth,
            input,
            group * groupSize,
            offsets,
            groupDepth,
            pixels,
            product,
            FIRST,
            productSize,
            blockRows,
            scratch);
        int channel = group * groupRows + b * shifted.rows;
        int first = (image * outHeight + y) * outWidth;
        for (int r = 0; r < blockRows; r++) {
          int n = squeeze(product, FIRST + r * productSize, count, rows, finished);
          epilogue.finish(worker, channel + r, first, finished, 0, n, scratch);
        }
      }
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
