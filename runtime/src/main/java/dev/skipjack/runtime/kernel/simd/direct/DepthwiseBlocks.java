package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

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

  /** Floats of a band that stay in the cache, read and written. */
  private static final int BAND_FLOATS = 48 * 1024;

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
    workers.run(parts, part);
  }

  private void part(int part, Scratch scratch) {
    int units = images * blocks * bands;
    int end = Parts.first(part + 1, parts, units);
    for (int unit = Parts.first(part, parts, units); unit < end; unit++) {
      band(unit / bands / blocks, unit / bands % blocks, unit % bands * bandRows, scratch);
    }
  }

  private void band(int image, int block, int first, Scratch scratch) {
    scratch.poison();
    int rows = Math.min(bandRows, outHeight - first);
    float[] input = scratch.floats(INPUT, padded.unitSize + STEP * distance);
    padded.fill(blocksIn, prologue, image, block, 0, first, rows, input, 0, scratch);
    float[] output = scratch.floats(OUTPUT, (rows * outWidth + STEP) * SIZE);
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      int w = block * SIZE * offsets.length + lane;
      for (int y = 0; y < rows; y++) { // what is written too much is written again with the next
        int from = y * padded.rowSize * SIZE + lane;
        row(
            input,
            from,
            distance,
            offsets,
            weights,
            w,
            outWidth,
            output,
            y * outWidth * SIZE + lane);
      }
    }
    epilogue.finish(image, block * SIZE, SIZE, first * outWidth, output, rows * outWidth, scratch);
  }

  /** {@code out[at + 16*p] = sum over t of x[xo + p*distance + offsets[t]] * w[wo + 16*t]}. */
  private static void row(
      float[] x,
      int xo,
      int distance,
      int[] offsets,
      float[] w,
      int wo,
      int pixels,
      float[] out,
      int at) {
    for (int p = 0; p < pixels; p += STEP) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      FloatVector sum2 = FloatVector.zero(SPECIES);
      FloatVector sum3 = FloatVector.zero(SPECIES);
      FloatVector sum4 = FloatVector.zero(SPECIES);
      FloatVector sum5 = FloatVector.zero(SPECIES);
      FloatVector sum6 = FloatVector.zero(SPECIES);
      for (int t = 0; t < offsets.length; t++) {
        FloatVector tap = FloatVector.fromArray(SPECIES, w, wo + t * SIZE);
        int from = xo + p * distance + offsets[t];
        sum0 = FloatVector.fromArray(SPECIES, x, from).fma(tap, sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, from + distance).fma(tap, sum1);
        sum2 = FloatVector.fromArray(SPECIES, x, from + 2 * distance).fma(tap, sum2);
        sum3 = FloatVector.fromArray(SPECIES, x, from + 3 * distance).fma(tap, sum3);
        sum4 = FloatVector.fromArray(SPECIES, x, from + 4 * distance).fma(tap, sum4);
        sum5 = FloatVector.fromArray(SPECIES, x, from + 5 * distance).fma(tap, sum5);
        sum6 = FloatVector.fromArray(SPECIES, x, from + 6 * distance).fma(tap, sum6);
      }
      int to = at + p * SIZE;
      sum0.intoArray(out, to);
      sum1.intoArray(out, to + SIZE);
      sum2.intoArray(out, to + 2 * SIZE);
      sum3.intoArray(out, to + 3 * SIZE);
      sum4.intoArray(out, to + 4 * SIZE);
      sum5.intoArray(out, to + 5 * SIZE);
      sum6.intoArray(out, to + 6 * SIZE);
    }
  }
}
