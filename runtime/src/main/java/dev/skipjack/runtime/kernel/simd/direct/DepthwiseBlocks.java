package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A convolution in which each channel has a kernel of its own, of maps in blocks: a vector is some
 * channels, so that a tap is one multiplication for all of them. Parts are bands of rows of a block
 * of an image.
 */
public final class DepthwiseBlocks extends ConvolutionAlgorithm {
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;

  /** Pixels that are computed at once; the usual widths are multiples. */
  private static final int STEP = 7;

  /** The bias is added later, by the epilogue. */
  private static final float[] NOTHING = new float[SIZE];

  /** Floats of a band that stay in the cache, read and written. */
  private static final int BAND_FLOATS = Caches.ofSecondLevel(48 * 1024);

  private final int images;
  private final int outHeight;
  private final int outWidth;
  private final int blocks;
  private final int bandRows;
  private final int bands;
  private final int parts;
  private final PaddedBlocks padded;

  /** Floats from one pixel to the next in what is read. */
  private final int distance;

  private final int[] offsets;

  /** Taps of a row of the kernel that see pixels one beside the other. */
  private final int rowTaps;

  private final Workers.Task part = this::part;

  public DepthwiseBlocks(ConvolutionSpec spec, int images, int height, int width, Workers workers) {
    super(spec, ConvolutionMethod.DEPTHWISE, workers);
    this.images = images;
    this.outHeight = PaddedInput.outHeight(spec, height);
    this.outWidth = PaddedInput.outWidth(spec, width);
    this.blocks = spec.outChannels() / SIZE;
    int step = spec.stride() == 2 ? 2 : 1;
    this.distance = step * SIZE;
    int rowFloats = (width * spec.stride() + outWidth) * SIZE;
    int most = Math.max(spec.kernel().height(), BAND_FLOATS / rowFloats);
    int cuts = (outHeight + most - 1) / most;
    this.bandRows = (outHeight + cuts - 1) / cuts;
    this.bands = (outHeight + bandRows - 1) / bandRows;
    this.padded = new PaddedBlocks(spec, step, height, width, 1, bandRows);
    int units = images * blocks * bands;
    this.parts = Parts.ofFloats(units, 2.0 * bandRows * rowFloats);
    this.offsets = new int[spec.kernel().area()];
    int kernelWidth = spec.kernel().width();
    for (int tap = 0; tap < offsets.length; tap++) {
      offsets[tap] = padded.offset(tap / kernelWidth, tap % kernelWidth);
    }
    boolean beside = kernelWidth > 1 && offsets[1] - offsets[0] == SIZE;
    this.rowTaps = beside ? kernelWidth : 1;
  }

  public static boolean handles(ConvolutionSpec spec, Layouts layouts) {
    return layouts.input() == Layout.BLOCKS
        && layouts.output() == Layout.BLOCKS
        && DepthwiseGradient.handles(spec);
  }

  /** Nothing else comes near. */
  @Override
  public double cost() {
    return 0;
  }

  @Override
  public int packedSize() {
    return spec.outChannels() * offsets.length;
  }

  @Override
  public int packedBlocks() {
    return blocks;
  }

  /** Tap by tap, the channels of a block beside each other. */
  @Override
  public void pack(WeightSource from, int block, float[] to, Scratch scratch) {
    int taps = offsets.length;
    float[] w = read(from, block * SIZE * taps, SIZE * taps, scratch);
    Transpose.run(w, 0, taps, SIZE, taps, to, block * SIZE * taps, SIZE);
  }

  @Override
  protected void compute() {
    epilogue.prepare(parts);
    workers.run(parts, part);
  }

  private void part(int part, Scratch scratch) {
    epilogue.begin(part);
    int units = images * blocks * bands;
    int end = Parts.first(part + 1, parts, units);
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      band(part, unit / bands / blocks, unit / bands % blocks, unit % bands * bandRows, scratch);
    }
  }

  private void band(int part, int image, int block, int first, Scratch scratch) {
    scratch.poison();
    int rows = Math.min(bandRows, outHeight - first);
    float[] input = scratch.floats(INPUT, padded.unitSize + STEP * distance);
    padded.fill(blocksIn, prologue, image, block, 0, first, rows, input, 0, scratch);
    float[] output = scratch.floats(OUTPUT, (rows * outWidth + STEP) * SIZE);
    for (int y = 0; y < rows; y++) { // what is written too much is written again with the next
      DepthwiseRows.run(
          input,
          y * padded.rowSize * SIZE,
          distance,
          offsets,
          rowTaps,
          weights,
          block * SIZE * offsets.length,
          outWidth,
          NOTHING,
          0,
          Float.NaN,
          Float.NaN,
          output,
          y * outWidth * SIZE);
    }
    epilogue.finish(
        part, image, block * SIZE, SIZE, first * outWidth, output, rows * outWidth, scratch);
  }
}
