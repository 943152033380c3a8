package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Input planes with their padding, in which each tap of a kernel is an offset: output pixel (y, x)
 * of an image of the chunk is number {@code q = (image*imageRows + y)*pitch + x}, and tap (i, j)
 * sees {@code offset(i, j) + q}. A plane is divided into stride x stride phases, the pixels whose
 * padded row and column leave the same remainders; or, where products can take every second pixel
 * of a row, by rows alone: then q counts every {@code step}-th float. With a stride of 1, a row's
 * padding on the right is the next row's on the left, and an image's below is the next image's
 * above.
 */
final class PaddedPlanes {
  final int pitch;
  final int imageRows;

  /** Floats from one channel to the next. */
  final int channelSize;

  private final int stride;
  private final int step;
  private final int columnPhases;
  private final int rowSize;
  private final int padding;
  private final int dilation;
  private final int height;
  private final int width;
  private final int reach;
  private final int usedPhases;
  private final int phases;
  private final int phaseSize;

  /**
   * @param step 1, or the stride for columns that stay together
   * @param images whole images of a chunk
   * @param outRows rows of the output of an image of a chunk
   */
  PaddedPlanes(ConvolutionSpec spec, int step, int height, int width, int images, int outRows) {
    this.stride = spec.stride();
    this.step = step;
    this.columnPhases = stride / step;
    this.phases = stride * columnPhases;
    this.padding = spec.padding();
    this.dilation = spec.dilation();
    this.height = height;
    this.width = width;
    this.reach = reach(spec);
    this.usedPhases = Math.min(stride, dilation * (spec.kernel() - 1) + 1);
    this.pitch = extent(spec, width);
    this.rowSize = pitch * step;
    this.imageRows = extent(spec, height);
    int products = Lanes.roundUp(((images - 1) * imageRows + outRows) * pitch, Gemm.COLUMNS);
    this.phaseSize = (products + (reach + 1) * pitch + 2 * LENGTH) * step;
    this.channelSize = phases * phaseSize;
  }

  /** How far a kernel reaches to the right in a phase. */
  private static int reach(ConvolutionSpec spec) {
    return (spec.kernel() - 1) * spec.dilation() / spec.stride();
  }

  /** Of rows or columns of a phase. */
  static int extent(ConvolutionSpec spec, int size) {
    int padded = spec.stride() == 1 ? size + spec.padding() : size + 2 * spec.padding();
    int there = (padded + spec.stride() - 1) / spec.stride();
    return Math.max(there, GeneralConvolution.extent(spec, size));
  }

  int offset(int i, int j) {
    int down = i * dilation;
    int right = j * dilation;
    int phase = down % stride * columnPhases + (step == 1 ? right % stride : 0);
    return phase * phaseSize + down / stride * rowSize + (step == 1 ? right / stride : right);
  }

  /**
   * Fills a channel of an image, normalised, and what lies between it and the image before it: sums
   * over the pixels of a chunk multiply that with zero, which not every float survives.
   *
   * @param place which image of the chunk this is
   * @param y first row of the output
   * @param outRows rows of the output; all that the chunk has of an image
   */
  void fill(
      PixelSource x,
      Prologue prologue,
      int image,
      int channel,
      int place,
      int y,
      int outRows,
      float[] to,
      int at,
      Scratch scratch) {
    int rows = outRows + reach;
    if (place > 0) {
      clearGap(to, at + ((place - 1) * imageRows + rows) * rowSize, (imageRows - rows) * rowSize);
    }
    int top = y * stride - padding;
    int first = Math.max(0, top);
    int end = Math.min(height, top + rows * stride);
    float[] pixels = scratch.floats(Scratch.PIXELS, Math.max(0, end - first) * width + 4 * LENGTH);
    if (first < end) {
      x.read(image, channel, first * width, pixels, 0, (end - first) * width);
      if (columnPhases > 1) {
        prologue.apply(channel, pixels, (end - first) * width);
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int phase = 0; phase < usedPhases; phase++) {
        int from = top + row * stride + phase;
        int t = at + phase * columnPhases * phaseSize + (place * imageRows + row) * rowSize;
        if (from < 0 || from >= height) {
          clearRow(to, t);
        } else if (columnPhases == 1) {
          fillRow(prologue, channel, pixels, (from - first) * width, to, t);
        } else {
          divideRow(pixels, (from - first) * width, to, t);
        }
      }
    }
    for (int phase = 0; phase < phases; phase++) {
      int t = at + phase * phaseSize + (place * imageRows + rows) * rowSize;
      Arrays.fill(to, t, t + reach * step, 0);
    }
  }

  /** Rows of each phase that no output pixel reaches, where the stride leaves some over. */
  private void clearGap(float[] to, int at, int count) {
    for (int phase = 0; count > 0 && phase < phases; phase++) {
      Arrays.fill(to, at + phase * phaseSize, at + phase * phaseSize + count, 0);
    }
  }

  private void clearRow(float[] to, int at) {
    for (int phase = 0; phase < columnPhases; phase++) {
      Arrays.fill(to, at + phase * phaseSize, at + phase * phaseSize + rowSize, 0);
    }
  }

  /** Writes whole vectors; what is too much is written again with the next row. */
  private void fillRow(Prologue prologue, int channel, float[] x, int from, float[] to, int at) {
    FloatVector scales = FloatVector.broadcast(SPECIES, prologue.scale[channel]);
    FloatVector shifts = FloatVector.broadcast(SPECIES, prologue.shift[channel]);
    FloatVector floors = FloatVector.broadcast(SPECIES, prologue.floor);
    for (int i = 0; i < padding; i++) {
      to[at + i] = 0;
    }
    int t = at + padding;
    if (prologue.identity) {
      System.arraycopy(x, from, to, t, width);
    }
    for (int i = 0; !prologue.identity && i < width; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(SPECIES, x, from + i).fma(scales, shifts);
      Panels.floor(z, floors).intoArray(to, t + i);
    }
    for (int i = padding + width; i < rowSize; i++) {
      to[at + i] = 0;
    }
  }

  private void divideRow(float[] x, int from, float[] to, int at) {
    for (int phase = 0; phase < usedPhases; phase++) {
      int left = (padding - phase + stride - 1) / stride;
      int column = left * stride + phase - padding;
      int count = column >= width ? 0 : (width - 1 - column) / stride + 1;
      int t = at + phase * phaseSize;
      Arrays.fill(to, t, t + left, 0);
      if (stride == 2) {
        Phases.everySecond(x, from + column, count, to, t + left);
      } else {
        for (int i = 0; i < count; i++) {
          to[t + left + i] = x[from + column + i * stride];
        }
      }
      Arrays.fill(to, t + left + count, t + pitch, 0);
    }
  }
}
