package dev.skipjack.runtime.kernel.simd.direct;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import dev.skipjack.runtime.kernel.simd.product.WeightSums;
import dev.skipjack.runtime.kernel.simd.threads.Caches;

/**
 * What a {@link StridedBlockGradient} computes at a time for maps of some shape: a step is some
 * images, or a band of rows of one. Rows are those of the phases of the input, which are the
 * output's and as many more as taps reach.
 */
final class StridedSteps {
  private static final int SIZE = Blocks.SIZE;
  private static final int GROUP = WeightSums.GROUP;

  /** Floats of what a step keeps in the cache, and pixels that are worth reading all weights. */
  private static final int STEP_FLOATS = Caches.ofSecondLevel(128 * 1024);

  private static final int FEWEST_PIXELS = 128;

  /** The steps. */
  final ImageChunks chunks;

  /** Pixels from one row to the next. */
  final int pitch;

  /** Rows of each phase of an image. */
  final int phaseRows;

  /** Floats of the output's gradient from one group of channels to the next, and of all. */
  final int groupStride;

  final int floats;

  /** Floats of a phase of a block of the input. */
  final int phaseSize;

  private final int height;
  private final int width;
  private final int outHeight;

  /**
   * @param x the convolution's input
   * @param g its output's gradient
   */
  StridedSteps(ConvolutionSpec spec, InputPhases phases, FeatureMap x, FeatureMap g) {
    this.height = x.height;
    this.width = x.width;
    this.outHeight = g.height;
    int stride = spec.stride();
    int outs = spec.outChannels();
    pitch = g.width + phases.reachRight;
    phaseRows = g.height + phases.reach;
    int imagePixels = phaseRows * pitch;
    int fitting = STEP_FLOATS / (outs + 3 * stride * stride * BlockedProduct.COLUMNS);
    int most = Math.max(FEWEST_PIXELS, fitting);
    chunks = ImageChunks.of(g.images, phaseRows, imagePixels, most);
    int rows = chunks.mostImages() * chunks.mostRows() + phases.reach;
    groupStride = (phases.reachRight + rows * pitch + BlockedProduct.PIXELS) * GROUP;
    floats = (outs + GROUP - 1) / GROUP * groupStride;
    phaseSize = rows * pitch * SIZE;
  }

  /** Whether an input of this shape is cut so. */
  boolean fits(FeatureMap x) {
    return x.images == chunks.allImages() && x.height == height && x.width == width;
  }

  /** Where each weight of a phase, by output channel and tap, finds the output's gradient. */
  int[][] gradientOffsets(ConvolutionSpec spec, InputPhases phases) {
    int width = spec.kernel().width();
    int[][] offsets = new int[phases.count()][];
    for (int phase = 0; phase < offsets.length; phase++) {
      int[] some = phases.taps(phase);
      offsets[phase] = new int[spec.outChannels() * some.length];
      for (int d = 0; d < offsets[phase].length; d++) {
        int o = d / some.length;
        int down = some[d % some.length] / width * spec.dilation() / spec.stride();
        int right = some[d % some.length] % width * spec.dilation() / spec.stride();
        int pixel = phases.reachRight + (phases.reach - down) * pitch - right;
        offsets[phase][d] = o / GROUP * groupStride + pixel * GROUP + o % GROUP;
      }
    }
    return offsets;
  }

  /** Where each tap finds the input. */
  int[] inputOffsets(ConvolutionSpec spec) {
    int stride = spec.stride();
    int width = spec.kernel().width();
    int[] offsets = new int[spec.kernel().area()];
    for (int tap = 0; tap < offsets.length; tap++) {
      int down = tap / width * spec.dilation();
      int right = tap % width * spec.dilation();
      int phase = down % stride * stride + right % stride;
      offsets[tap] = phase * phaseSize + (down / stride * pitch + right / stride) * SIZE;
    }
    return offsets;
  }

  /** Rows of the output: fewer at the end of an image, where only taps reach. */
  int outRows(int step) {
    return Math.min(chunks.rows(step), outHeight - chunks.row(step));
  }
}
