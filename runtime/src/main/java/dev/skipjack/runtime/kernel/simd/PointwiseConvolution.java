package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/** A 1 x 1 convolution: output pixels see the input's pixels at the same place. */
final class PointwiseConvolution extends PanelConvolution {
  PointwiseConvolution(ConvolutionSpec spec, int images, int pixels, Workers workers) {
    super(spec, images * pixels, workers);
  }

  @Override
  void packPixels(
      int channel, int first, int count, float[] panels, int depth, int d, Scratch scratch) {
    float[] row = scratch.floats(Scratch.PIXELS, count + Gemm.COLUMNS);
    x.readAcross(channel, first, row, 0, count);
    if (prologue.identity) {
      Panels.pack(row, 0, count, panels, 0, depth, d);
    } else {
      float scale = prologue.scale[channel];
      float shift = prologue.shift[channel];
      Panels.pack(row, 0, count, scale, shift, prologue.floor, panels, 0, depth, d);
    }
  }
}
