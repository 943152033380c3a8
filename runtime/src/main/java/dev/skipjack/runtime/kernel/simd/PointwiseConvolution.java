package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.Scratch.FIRST;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/**
 * A 1 x 1 convolution without padding as a product of weights and packed pixels. The pixels of all
 * images are numbered through, so that small planes fill panels too; a tile of them is packed,
 * multiplied and finished at a time. Workers divide the pixels, or the output channels if the
 * pixels are few.
 */
final class PointwiseConvolution extends ConvolutionAlgorithm {
  private static final int PANELS = 0;
  private static final int PRODUCT = 1;

  /** Enough panels for each worker that an uneven division costs little. */
  private static final int PANELS_TO_DIVIDE = 4;

  /** Deep products are cut, so that their tiles stay wide enough to use weights again. */
  private static final int DEEP = 1024;

  private final int pixels;
  private final int ins;
  private final int outs;
  private final int blocks;
  private final boolean divideChannels;
  private final int tile;
  private final int pieceChannels;
  private Subsampled subsampled;
  private final Workers.Task part = this::part;

  /**
   * @param pixels of the output, of all images together
   */
  PointwiseConvolution(ConvolutionSpec spec, int pixels, Workers workers) {
    super(spec, ConvolutionMethod.POINTWISE, workers);
    this.pixels = pixels;
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.blocks = Panels.blocks(outs);
    this.divideChannels =
        Panels.panels(pixels) < PANELS_TO_DIVIDE * workers.size() && blocks >= workers.size();
    int wide = CACHED_FLOATS / (Math.min(ins, DEEP) + outs) / COLUMNS * COLUMNS;
    int most = Panels.panels(pixels) * COLUMNS;
    this.tile = Math.min(most, Math.max(2 * COLUMNS, wide));
    this.pieceChannels = Math.min(ins, Math.max(1, CACHED_FLOATS / tile));
  }

  static boolean handles(ConvolutionSpec spec) {
    return spec.kernel() == 1 && spec.padding() == 0 && spec.groups() == 1;
  }

  @Override
  double cost() {
    return (double) pixels / workers.size() * ins * outs;
  }

  @Override
  int packedSize() {
    return Panels.weightSize(outs, ins);
  }

  @Override
  void pack(float[] from, float[] to, int part, Scratch scratch) {
    Panels.packWeights(from, 1, outs, ins, to, part, workers);
  }

  @Override
  void compute() {
    if (spec.stride() > 1) {
      subsampled = Subsampled.of(x, spec.stride(), subsampled);
    }
    workers.run(part);
  }

  private void part(int worker, Scratch scratch) {
    epilogue.begin(worker);
    int first = 0;
    int end = pixels;
    int firstBlock = 0;
    int endBlock = blocks;
    if (divideChannels) {
      firstBlock = workers.first(worker, blocks);
      endBlock = workers.first(worker + 1, blocks);
    } else {
      first = workers.first(worker, Panels.panels(pixels)) * COLUMNS;
      end = Math.min(pixels, workers.first(worker + 1, Panels.panels(pixels)) * COLUMNS);
    }
    for (int from = first; from < end; from += tile) {
      tile(worker, from, Math.min(tile, end - from), firstBlock, endBlock, scratch);
    }
  }

  private void tile(int worker, int first, int count, int block, int endBlock, Scratch scratch) {
    scratch.poison();
    float[] panels = scratch.aligned(PANELS, pieceChannels * tile);
    float[] product = scratch.aligned(PRODUCT, blocks * ROWS * tile + Lanes.LENGTH);
    for (int channel = 0; channel < ins; channel += pieceChannels) {
      int depth = Math.min(pieceChannels, ins - channel);
      for (int c = 0; c < depth; c++) {
        packPixels(channel + c, first, count, panels, depth, c, scratch);
      }
      for (int p = 0; p < count; p += COLUMNS) {
        for (int b = block; b < endBlock; b++) {
          int row = b * ROWS;
          int a = row * ins + channel * ROWS;
          int to = FIRST + row * tile + p;
          int from = FIRST + p * depth;
          if (channel > 0) {
            Gemm.multiplyAdd(weights, a, panels, from, depth, product, to, tile);
          } else if (count - p <= Lanes.LENGTH) {
            Gemm.multiplyHalf(weights, a, panels, from, depth, product, to, tile);
          } else {
            Gemm.multiply(weights, a, panels, from, depth, product, to, tile, outs - row);
          }
        }
      }
    }
    int endRow = Math.min(outs, endBlock * ROWS);
    for (int row = block * ROWS; row < endRow; row++) {
      epilogue.finish(worker, row, first, product, FIRST + row * tile, count, scratch);
    }
  }

  private void packPixels(
      int channel, int first, int count, float[] panels, int depth, int d, Scratch scratch) {
    float[] row = scratch.floats(Scratch.PIXELS, count + COLUMNS);
    if (subsampled == null) {
      x.readThrough(channel, first, row, 0, count);
    } else {
      subsampled.readThrough(channel, first, row, 0, count);
    }
    if (prologue.identity) {
      Panels.pack(row, 0, count, panels, FIRST, depth, d);
    } else {
      float scale = prologue.scale[channel];
      float shift = prologue.shift[channel];
      Panels.pack(row, 0, count, scale, shift, prologue.floor, panels, FIRST, depth, d);
    }
  }
}
