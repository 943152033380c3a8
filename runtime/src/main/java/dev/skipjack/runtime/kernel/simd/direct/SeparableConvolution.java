package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.product.PointwiseProduct.PIXELS;
import static dev.skipjack.runtime.kernel.simd.threads.Scratch.FIRST;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * A 1 x 1 convolution, a depthwise one and another 1 x 1, of which the first or the last may be
 * missing, for one shape of the input. What is expanded, some rows of some channels at a time,
 * never leaves the nearest caches.
 *
 * <p>A unit is a band of rows of an image: it is expanded and filtered, {@link HiddenRows}, for all
 * channels one after the other, and projected. Or some channels of a whole image; what these leave
 * is shared, and projected when all are done. {@link SeparableCut} chooses.
 */
public final class SeparableConvolution {
  private static final int FILTERED = 4;
  private static final int OUTPUT = 5;
  private static final int COMMON = 7;

  private final SeparableConvolutionSpec spec;
  private final Workers workers;
  private final Scratch shared;
  private final HiddenRows hidden;
  private final int images;
  private final int outPixels;
  private final int outWidth;
  private final SeparableCut cut;

  /** Whether all that is filtered is shared before it is projected. */
  private final boolean together;

  /** Blocks of hidden channels of a unit, and units of a band. */
  private final int groupBlocks;

  private final int groups;
  private final int filteredNext;
  private final int imageNext;
  private final int[] filteredOffsets;
  private final int outBlocks;
  private final int chunkPixels;
  private final int chunks;

  /** Null if nothing projects. */
  private final PointwiseResults results;

  private final Workers.Task part = this::part;
  private final Workers.Task projectPart = this::projectPart;
  private Epilogue epilogue;
  private float[] common;

  /** Parameters as they are packed, of each convolution; null for what is missing. */
  public record Parameters(
      float[] expandWeights,
      float[] expandBias,
      float[] weights,
      float[] bias,
      float[] projectWeights,
      float[] projectBias) {}

  public SeparableConvolution(
      SeparableConvolutionSpec spec,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.workers = workers;
    this.shared = shared;
    this.images = images;
    ConvolutionSpec depthwise = spec.depthwise().convolution();
    this.outWidth = PaddedInput.outWidth(depthwise, width);
    this.outPixels = PaddedInput.outHeight(depthwise, height) * outWidth;
    int channels = depthwise.outChannels();
    int hiddenBlocks = (channels + COLUMNS - 1) / COLUMNS;
    int outs = spec.project() == null ? 0 : spec.project().convolution().outChannels();
    this.outBlocks = (outs + COLUMNS - 1) / COLUMNS;
    this.cut = new SeparableCut(spec, images, height, width);
    this.together = cut.together;
    this.groups = cut.groups;
    this.groupBlocks = groups == 1 ? hiddenBlocks : 1;
    int bandRows = cut.mostRows();
    this.imageNext = (outPixels + DepthwiseRows.STEP) * SIZE;
    this.filteredNext =
        together
            ? images * imageNext + Lanes.LENGTH
            : (bandRows * outWidth + DepthwiseRows.STEP) * SIZE + Lanes.LENGTH;
    this.filteredOffsets = new int[channels];
    for (int d = 0; d < channels; d++) {
      filteredOffsets[d] = d / SIZE * filteredNext + d % SIZE;
    }
    this.hidden = new HiddenRows(spec, height, width, bandRows);
    this.chunkPixels = cut.chunkPixels;
    this.chunks = (outPixels + chunkPixels - 1) / chunkPixels;
    int written = together ? chunkPixels : Lanes.roundUp(bandRows * outWidth, PIXELS);
    this.results =
        outs == 0
            ? null
            : new PointwiseResults(channels, SIZE, outs, outPixels, false, written, OUTPUT);
  }

  /** The output channels of a convolution, up to whole blocks. */
  public static int columns(ConvolutionSpec spec) {
    return Lanes.roundUp(spec.outChannels(), COLUMNS);
  }

  /** Floats of packed weights of a 1 x 1 convolution. */
  public static int packedSize(ConvolutionSpec spec) {
    return columns(spec) * spec.inChannels();
  }

  /** Packs the weights of a 1 x 1 convolution. */
  public static void pack(ConvolutionSpec spec, WeightSource weights, float[] to) {
    int depth = spec.inChannels();
    float[] rows = new float[COLUMNS * depth];
    for (int row = 0; row < spec.outChannels(); row += COLUMNS) {
      int count = Math.min(COLUMNS, spec.outChannels() - row);
      weights.read((long) row * depth, rows, 0, count * depth);
      PointwiseProduct.pack(rows, count, depth, to, row * depth);
    }
  }

  /** The kernels of the depthwise convolution: of 16 channels beside each other, tap by tap. */
  public static float[] filters(ConvolutionSpec spec, WeightSource weights) {
    int taps = spec.kernel().area();
    float[] packed = new float[spec.outChannels() * taps];
    float[] block = new float[SIZE * taps];
    for (int at = 0; at < packed.length; at += block.length) {
      weights.read(at, block, 0, block.length);
      Transpose.run(block, 0, taps, SIZE, taps, packed, at, SIZE);
    }
    return packed;
  }

  /** Of an input in planes or in blocks; the other is null. */
  public void run(Planes planes, Blocks blocks, Parameters parameters, Epilogue epilogue) {
    this.epilogue = epilogue;
    if (results != null) {
      results.bind(parameters.projectWeights(), epilogue);
    }
    hidden.bind(planes, blocks, parameters);
    common = together ? shared.floats(COMMON, FIRST + hiddenFloats(spec.hiddenChannels())) : null;
    workers.run(cut.parts, part);
    if (together) {
      workers.run(cut.projectParts, projectPart);
    }
    common = null;
    this.epilogue = null;
    if (results != null) {
      results.release();
    }
    hidden.release();
  }

  private void part(int part, Scratch scratch) {
    int units = images * cut.bands * groups;
    int end = Parts.first(part + 1, cut.parts, units);
    int there = -1;
    float[] input = null;
    for (int unit = Parts.first(part, cut.parts, units); unit < end; unit++) {
      int band = unit / groups;
      int image = band / cut.bands;
      int y = cut.row(band % cut.bands);
      int rows = cut.row(band % cut.bands + 1) - y;
      if (band != there) {
        scratch.poison();
        input = hidden.read(image, y, rows, scratch);
        there = band;
      }
      int first = unit % groups * groupBlocks;
      if (together) {
        int at = FIRST + first * (COLUMNS / SIZE) * filteredNext + image * imageNext;
        hidden.filter(first, image, y, rows, input, common, at, filteredNext, scratch);
        continue;
      }
      int next = COLUMNS / SIZE * filteredNext;
      float[] filtered = scratch.aligned(FILTERED, hiddenFloats(groupBlocks * COLUMNS));
      for (int block = 0; block < groupBlocks; block++) {
        int at = FIRST + block * next;
        hidden.filter(first + block, image, y, rows, input, filtered, at, filteredNext, scratch);
      }
      int pixel = image * outPixels + y * outWidth;
      if (spec.project() == null) {
        write(first, pixel, rows * outWidth, filtered, scratch);
      } else {
        for (int block = 0; block < outBlocks; block++) {
          int count = rows * outWidth;
          results.compute(0, block, pixel, count, filtered, FIRST, filteredOffsets, scratch);
        }
      }
    }
  }

  /** Of some filtered channels, with what a last tile reads beyond. */
  private int hiddenFloats(int channels) {
    return channels / SIZE * filteredNext + PIXELS * SIZE;
  }

  /** What is not projected. */
  private void write(int block, int pixel, int count, float[] filtered, Scratch scratch) {
    int channel = block * COLUMNS;
    int channels = Math.min(COLUMNS, spec.hiddenChannels() - channel);
    for (int c = 0; c < channels; c += SIZE) {
      int from = FIRST + c / SIZE * filteredNext;
      epilogue.finishThrough(0, channel + c, SIZE, pixel, filtered, from, count, scratch);
    }
  }

  private void projectPart(int part, Scratch scratch) {
    int units = images * chunks * outBlocks;
    int end = Parts.first(part + 1, cut.projectParts, units);
    for (int unit = Parts.first(part, cut.projectParts, units); unit < end; unit++) {
      scratch.poison();
      int chunk = unit / outBlocks;
      int image = chunk / chunks;
      int pixel = chunk % chunks * chunkPixels;
      int count = Math.min(chunkPixels, outPixels - pixel);
      int from = FIRST + image * imageNext + pixel * SIZE;
      int first = image * outPixels + pixel;
      int block = unit % outBlocks;
      results.compute(0, block, first, count, common, from, filteredOffsets, scratch);
    }
  }
}
