package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.BlockedPlanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * A convolution in which each channel has a kernel of its own, of maps in planes. The lanes are 16
 * channels, as in {@link DepthwiseGradient}. What is finished at once is some small images, or a
 * band of rows of one.
 *
 * <p>Parts are blocks of 16 channels, with few of them groups of such pieces as well.
 */
public final class DepthwiseConvolution extends ConvolutionAlgorithm {
  private static final int PIXELS = 0;
  private static final int INPUT = 1;
  private static final int OUTPUT = 4;
  private static final int ROWS = 5;

  /** Floats of a band: a quarter of a second-level cache. */
  private static final int BAND_FLOATS = Caches.ofSecondLevel(64 * 1024);

  /** Pixels that are worth a call for each channel. */
  private static final int ENOUGH_PIXELS = 512;

  private final int images;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;
  private final int blocks;
  private final int taps;
  private final ImageChunks chunks;

  private final int groups;
  private final int parts;
  private final PaddedBlocks padded;
  private final int[] offsets;
  private final Workers.Task part = this::part;

  public DepthwiseConvolution(
      ConvolutionSpec spec, int images, int height, int width, Workers workers) {
    super(spec, ConvolutionMethod.DEPTHWISE, workers);
    this.images = images;
    this.height = height;
    this.width = width;
    this.outHeight = PaddedInput.outHeight(spec, height);
    this.outWidth = PaddedInput.outWidth(spec, width);
    this.blocks = (spec.outChannels() + SIZE - 1) / SIZE;
    this.taps = spec.kernel().area();
    int rowFloats = 2 * (width * spec.stride() + outWidth) * SIZE;
    int most = Math.max(spec.kernel().height(), BAND_FLOATS / rowFloats);
    int cuts = (outHeight + most - 1) / most;
    int wanted = cuts > 1 ? 1 : (ENOUGH_PIXELS - 1) / (outHeight * outWidth) + 1;
    this.chunks = ImageChunks.cut(images, outHeight, Math.min(images, wanted), cuts);
    int pieces = chunks.count();
    double floats = 2.0 * SIZE * images * (height * width + outHeight * outWidth) / pieces;
    int enough = Parts.ofFloats(blocks * pieces, floats);
    this.groups = Math.min(pieces, (enough + blocks - 1) / blocks);
    this.parts = groups == 1 ? enough : groups * blocks;
    this.padded = new PaddedBlocks(spec, 1, height, width, 1, chunks.mostRows());
    this.offsets = new int[taps];
    int kernelWidth = spec.kernel().width();
    for (int tap = 0; tap < taps; tap++) {
      offsets[tap] = padded.offset(tap / kernelWidth, tap % kernelWidth);
    }
  }

  public static boolean handles(ConvolutionSpec spec) {
    return DepthwiseGradient.handles(spec);
  }

  /** Nothing else comes near. */
  @Override
  public double cost() {
    return 0;
  }

  @Override
  public int packedSize() {
    return blocks * SIZE * taps;
  }

  @Override
  public int packedBlocks() {
    return blocks;
  }

  /** Tap by tap, the channels of a block beside each other; zeros where there are no more. */
  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int lanes = lanes(block);
    float[] w = read(from, block * SIZE * taps, lanes * taps, scratch);
    int at = block * SIZE * taps;
    Arrays.fill(to, at, at + SIZE * taps, 0);
    Transpose.run(w, 0, taps, lanes, taps, to, at, SIZE);
  }

  private int lanes(int block) {
    return Math.min(SIZE, spec.outChannels() - block * SIZE);
  }

  @Override
  protected void compute() {
    epilogue.prepare(groups);
    for (int group = 1; group < groups; group++) {
      epilogue.begin(group);
    }
    workers.run(parts, part);
  }

  private void part(int part, Scratch scratch) {
    int items = groups * blocks;
    int end = Parts.first(part + 1, parts, items);
    for (int item = Parts.first(part, parts, items); item < end; item++) {
      group(item / groups, item % groups, scratch);
    }
  }

  /** Some pieces of a block, one after the other. */
  private void group(int block, int group, Scratch scratch) {
    scratch.poison();
    int first = Parts.first(group, groups, chunks.count());
    int end = Parts.first(group + 1, groups, chunks.count());
    for (int piece = first; piece < end; piece++) {
      int image = chunks.image(piece);
      int count = chunks.images(piece);
      int y = chunks.row(piece);
      int rows = chunks.rows(piece);
      int pixels = rows * outWidth;
      float[] out = scratch.aligned(OUTPUT, (count * pixels + DepthwiseTaps.STEP) * SIZE);
      for (int i = 0; i < count; i++) {
        boolean follows = y > 0 && piece > first;
        band(image + i, block, y, rows, follows, out, FIRST + i * pixels * SIZE, scratch);
      }
      finish(
          block, group, image * outHeight * outWidth + y * outWidth, count * pixels, out, scratch);
    }
  }

  private void finish(int block, int group, int pixel, int count, float[] out, Scratch scratch) {
    int distance = Blocks.distance(count);
    float[] rows = scratch.floats(ROWS, SIZE * distance);
    Transpose.run(out, FIRST, SIZE, count, lanes(block), rows, 0, distance);
    for (int c = 0; c < lanes(block); c++) {
      epilogue.finish(group, block * SIZE + c, pixel, rows, c * distance, count, scratch);
    }
  }

  /** {@code [pixel][16]} of rows of the output. */
  private void band(
      int image,
      int block,
      int y,
      int rows,
      boolean follows,
      float[] out,
      int at,
      Scratch scratch) {
    float[] z = scratch.aligned(INPUT, padded.unitSize + DepthwiseTaps.STEP * SIZE);
    int done = 0;
    if (follows) {
      padded.roll(chunks.mostRows(), z, FIRST);
      done = padded.reach;
    }
    int stride = spec.stride();
    int begin = Math.min(height, Math.max(0, (y + done) * stride - padded.top));
    int end = Math.max(begin, Math.min(height, (y + rows + padded.reach) * stride - padded.top));
    int count = (end - begin) * width;
    float[] pixels = scratch.aligned(PIXELS, count * SIZE);
    if (count > 0) {
      BlockedPlanes.read(
          x, image, block * SIZE, lanes(block), begin * width, count, pixels, FIRST, scratch);
    }
    padded.fill(pixels, FIRST, begin, prologue, block, y, rows, done, z, FIRST);
    int w = block * SIZE * taps;
    for (int r = 0; r < rows; r++) { // what is written too much is written again with the next
      int from = FIRST + r * padded.pitch * SIZE;
      int to = at + r * outWidth * SIZE;
      DepthwiseTaps.correlate(z, from, offsets, weights, w, outWidth, out, to);
    }
  }
}
