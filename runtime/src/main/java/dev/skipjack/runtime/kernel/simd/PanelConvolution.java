package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/**
 * A convolution as a product of weights and packed pixels. The output pixels of all images are
 * numbered through, so that small planes fill panels too; a tile of them is packed, multiplied and
 * finished at a time. Workers divide the pixels, or the output channels if the pixels are few.
 */
abstract class PanelConvolution extends ConvolutionAlgorithm {
  private static final int PANELS = 0;
  private static final int PRODUCT = 1;

  /** Enough panels for each worker that an uneven division costs little. */
  private static final int PANELS_TO_DIVIDE = 4;

  /** Deep products are cut, so that their tiles stay wide enough to use weights again. */
  private static final int DEEP = 1024;

  private final int pixels;
  private final int taps;
  private final int groupDepth;
  private final int groupRows;
  private final int groupBlocks;
  private final int packedGroup;
  private final boolean divideChannels;
  private final int tile;
  private final int pieceChannels;
  private final Workers.Task part = this::part;

  /**
   * @param pixels of the output, of all images together
   */
  PanelConvolution(ConvolutionSpec spec, int pixels, Workers workers) {
    super(spec, workers);
    this.pixels = pixels;
    this.taps = spec.kernel() * spec.kernel();
    this.groupDepth = spec.inChannels() / spec.groups() * taps;
    this.groupRows = spec.outChannels() / spec.groups();
    this.groupBlocks = Panels.blocks(groupRows);
    this.packedGroup = Panels.weightSize(groupRows, groupDepth);
    this.divideChannels =
        Panels.panels(pixels) < PANELS_TO_DIVIDE * workers.size() && groupBlocks >= workers.size();
    int wide = CACHED_FLOATS / (Math.min(groupDepth, DEEP) + groupRows) / COLUMNS * COLUMNS;
    int most = Panels.panels(pixels) * COLUMNS;
    this.tile = Math.min(most, Math.max(2 * COLUMNS, wide));
    this.pieceChannels =
        Math.min(spec.inChannels() / spec.groups(), Math.max(1, CACHED_FLOATS / (tile * taps)));
  }

  /**
   * Packs what the taps of one input channel see of the output's pixels from {@code first} on, as
   * rows {@code d} and following of each panel.
   */
  abstract void packPixels(
      int channel, int first, int count, float[] panels, int depth, int d, Scratch scratch);

  @Override
  final int packedSize() {
    return spec.groups() * packedGroup;
  }

  @Override
  final void pack(float[] from, float[] to, int part, Scratch scratch) {
    int blocks = spec.groups() * groupBlocks;
    int end = workers.first(part + 1, blocks);
    for (int block = workers.first(part, blocks); block < end; block++) {
      int group = block / groupBlocks;
      int row = block % groupBlocks * ROWS;
      Panels.packWeights(
          from,
          (group * groupRows + row) * groupDepth,
          groupDepth,
          1,
          Math.min(ROWS, groupRows - row),
          groupDepth,
          to,
          group * packedGroup + row * groupDepth);
    }
  }

  @Override
  final void compute() {
    workers.run(part);
  }

  private void part(int worker, Scratch scratch) {
    epilogue.begin(worker);
    int first = 0;
    int end = pixels;
    int firstBlock = 0;
    int endBlock = groupBlocks;
    if (divideChannels) {
      firstBlock = workers.first(worker, groupBlocks);
      endBlock = workers.first(worker + 1, groupBlocks);
    } else {
      first = workers.first(worker, Panels.panels(pixels)) * COLUMNS;
      end = Math.min(pixels, workers.first(worker + 1, Panels.panels(pixels)) * COLUMNS);
    }
    for (int from = first; from < end; from += tile) {
      int count = Math.min(tile, end - from);
      for (int group = 0; group < spec.groups(); group++) {
        tile(worker, group, from, count, firstBlock, endBlock, scratch);
      }
    }
  }

  private void tile(
      int worker, int group, int first, int count, int block, int endBlock, Scratch scratch) {
    float[] panels = scratch.floats(PANELS, pieceChannels * taps * tile);
    float[] product = scratch.floats(PRODUCT, groupBlocks * ROWS * tile + Lanes.LENGTH);
    int channels = spec.inChannels() / spec.groups();
    for (int channel = 0; channel < channels; channel += pieceChannels) {
      int piece = Math.min(pieceChannels, channels - channel);
      int depth = piece * taps;
      for (int c = 0; c < piece; c++) {
        packPixels(group * channels + channel + c, first, count, panels, depth, c * taps, scratch);
      }
      int a = group * packedGroup + channel * taps * ROWS;
      for (int p = 0; p < count; p += COLUMNS) {
        for (int b = block; b < endBlock; b++) {
          multiply(a + b * ROWS * groupDepth, panels, p * depth, depth, product, b, p, channel > 0);
        }
      }
    }
    int endRow = Math.min(groupRows, endBlock * ROWS);
    for (int row = block * ROWS; row < endRow; row++) {
      epilogue.finish(worker, group * groupRows + row, first, product, row * tile, count, scratch);
    }
  }

  private void multiply(
      int a, float[] panels, int at, int depth, float[] product, int block, int p, boolean add) {
    int to = block * ROWS * tile + p;
    if (add) {
      Gemm.multiplyAdd(weights, a, panels, at, depth, product, to, tile);
    } else {
      Gemm.multiply(weights, a, panels, at, depth, product, to, tile);
    }
  }
}
