package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.product.Gemm;

/**
 * An input with its padding, in which each tap of a kernel is an offset: output pixel (y, x) of an
 * image of the chunk is number {@code q = (image*imageRows + y)*pitch + x}, and tap (i, j) sees
 * {@code offset(i, j) + q}. A plane is divided into stride x stride phases, the pixels whose padded
 * row and column leave the same remainders; or, where products can take every second pixel of a
 * row, by rows alone: then q counts every {@code step}-th. With a stride of 1, a row's padding on
 * the right is the next row's on the left, and an image's below is the next image's above.
 */
public abstract class PaddedInput {
  final int pitch;
  final int imageRows;

  /** Floats of what is filled at a time: of a channel, or of some that lie beside each other. */
  final int unitSize;

  /** Floats of a pixel. */
  final int pixel;

  final int stride;
  final int step;
  final int columnPhases;

  /** Zero rows above and below. */
  final int top;

  /** Zero columns on the left and right. */
  final int left;

  final int height;
  final int width;

  /** Rows of a phase that the kernel reaches below a pixel, and columns to its right. */
  final int reach;

  final int reachRight;
  final int usedRowPhases;
  final int usedColumnPhases;
  final int phases;

  /** Pixels, with those that are stepped over. */
  final int rowSize;

  final int phaseSize;
  private final int dilation;

  /**
   * @param pixel floats of a pixel
   * @param step 1, or the stride for columns that stay together
   * @param images whole images of a chunk
   * @param outRows rows of the output of an image of a chunk
   */
  PaddedInput(
      ConvolutionSpec spec, int pixel, int step, int height, int width, int images, int outRows) {
    this.pixel = pixel;
    this.stride = spec.stride();
    this.step = step;
    this.columnPhases = stride / step;
    this.phases = stride * columnPhases;
    this.top = spec.padding().height();
    this.left = spec.padding().width();
    this.dilation = spec.dilation();
    this.height = height;
    this.width = width;
    this.reach = (spec.kernel().height() - 1) * dilation / stride;
    this.reachRight = (spec.kernel().width() - 1) * dilation / stride;
    this.usedRowPhases = Math.min(stride, dilation * (spec.kernel().height() - 1) + 1);
    this.usedColumnPhases = Math.min(stride, dilation * (spec.kernel().width() - 1) + 1);
    this.pitch = columns(spec, width);
    this.rowSize = pitch * step;
    this.imageRows = rows(spec, height);
    int products = Lanes.roundUp(((images - 1) * imageRows + outRows) * pitch, Gemm.COLUMNS);
    this.phaseSize = (products + (reach + 1) * pitch + reachRight + 2 * LENGTH) * step;
    this.unitSize = phases * phaseSize * pixel;
  }

  /** Of a phase. */
  static int rows(ConvolutionSpec spec, int height) {
    int there = extent(spec.stride(), spec.padding().height(), height);
    return Math.max(there, outHeight(spec, height));
  }

  /** Of a phase. */
  static int columns(ConvolutionSpec spec, int width) {
    int there = extent(spec.stride(), spec.padding().width(), width);
    return Math.max(there, outWidth(spec, width));
  }

  private static int extent(int stride, int padding, int size) {
    int padded = stride == 1 ? size + padding : size + 2 * padding;
    return (padded + stride - 1) / stride;
  }

  /** Rows of the output. */
  public static int outHeight(ConvolutionSpec spec, int height) {
    return outExtent(spec, height, spec.kernel().height(), spec.padding().height());
  }

  /** Columns of the output. */
  public static int outWidth(ConvolutionSpec spec, int width) {
    return outExtent(spec, width, spec.kernel().width(), spec.padding().width());
  }

  private static int outExtent(ConvolutionSpec spec, int size, int kernel, int padding) {
    int span = spec.dilation() * (kernel - 1) + 1;
    return (size + 2 * padding - span) / spec.stride() + 1;
  }

  /** Where a tap finds what pixel 0 of the output sees, in floats. */
  final int offset(int i, int j) {
    int down = i * dilation;
    int right = j * dilation;
    int phase = down % stride * columnPhases + (step == 1 ? right % stride : 0);
    int column = step == 1 ? right / stride : right;
    return (phase * phaseSize + down / stride * rowSize + column) * pixel;
  }
}
