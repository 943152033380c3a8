package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A convolution of any kernel, stride, padding and dilation. Input rows are normalised, padded and
 * split into one part for each remainder of the column by the stride; what a tap sees of a row is
 * then contiguous.
 */
final class GeneralConvolution extends PanelConvolution {
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;

  /** Floats of a part of a padded row, and of the row. */
  private final int partWidth;

  private final int pitch;

  GeneralConvolution(ConvolutionSpec spec, int images, int height, int width, Workers workers) {
    super(spec, images * extent(spec, height) * extent(spec, width), workers);
    this.height = height;
    this.width = width;
    this.outHeight = extent(spec, height);
    this.outWidth = extent(spec, width);
    this.partWidth = (width + 2 * spec.padding() + spec.stride() - 1) / spec.stride();
    this.pitch = partWidth * spec.stride();
  }

  private static int extent(ConvolutionSpec spec, int size) {
    int span = spec.dilation() * (spec.kernel() - 1) + 1;
    return (size + 2 * spec.padding() - span) / spec.stride() + 1;
  }

  @Override
  void packPixels(
      int channel, int first, int count, float[] panels, int depth, int d, Scratch scratch) {
    int kernel = spec.kernel();
    int taps = kernel * kernel;
    int room = count + 2 * LENGTH + Gemm.COLUMNS;
    float[] rows = scratch.floats(Scratch.HALF, taps * room);
    int plane = outHeight * outWidth;
    for (int done = 0, n; done < count; done += n) {
      int pixel = (first + done) % plane;
      n = Math.min(count - done, plane - pixel);
      gather(channel, (first + done) / plane, pixel, n, rows, done, room, scratch);
    }
    for (int tap = 0; tap < taps; tap++) {
      Panels.pack(rows, tap * room, count, panels, 0, depth, d + tap);
    }
  }

  /** What each tap sees of pixels of one image; taps are {@code room} apart. */
  private void gather(
      int channel, int image, int pixel, int n, float[] to, int at, int room, Scratch scratch) {
    int kernel = spec.kernel();
    int stride = spec.stride();
    int dilation = spec.dilation();
    int firstRow = pixel / outWidth;
    int endRow = (pixel + n - 1) / outWidth + 1;
    int top = firstRow * stride - spec.padding();
    int bottom = (endRow - 1) * stride - spec.padding() + dilation * (kernel - 1) + 1;
    float[] padded = scratch.floats(Scratch.STAGE, (bottom - top) * pitch + LENGTH);
    pad(channel, image, top, bottom, padded, scratch);
    for (int ky = 0; ky < kernel; ky++) {
      for (int kx = 0; kx < kernel; kx++) {
        int column = kx * dilation;
        int from = ky * dilation * pitch + column % stride * partWidth + column / stride;
        int t = (ky * kernel + kx) * room + at;
        for (int row = firstRow; row < endRow; row++, from += stride * pitch) {
          int begin = Math.max(0, pixel - row * outWidth);
          int end = Math.min(outWidth, pixel + n - row * outWidth);
          copy(padded, from + begin, end - begin, to, t);
          t += end - begin;
        }
      }
    }
  }

  /** Copies whole vectors; what is too much is written again by what follows. */
  private static void copy(float[] x, int xo, int count, float[] to, int at) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector.fromArray(SPECIES, x, xo + i).intoArray(to, at + i);
    }
  }

  /** Input rows from top to bottom, which may lie in the padding. */
  private void pad(int channel, int image, int top, int bottom, float[] padded, Scratch scratch) {
    int y0 = Math.max(0, top);
    int y1 = Math.min(height, bottom);
    Arrays.fill(padded, 0, (bottom - top) * pitch, 0);
    if (y1 <= y0) {
      return;
    }
    float[] pixels = scratch.floats(Scratch.PIXELS, (y1 - y0) * width + LENGTH);
    x.read(image, channel, y0 * width, pixels, 0, (y1 - y0) * width);
    if (!prologue.identity) {
      normalize(
          pixels,
          (y1 - y0) * width,
          prologue.scale[channel],
          prologue.shift[channel],
          prologue.floor);
    }
    int stride = spec.stride();
    for (int y = y0; y < y1; y++) {
      int from = (y - y0) * width;
      int to = (y - top) * pitch;
      if (stride == 1) {
        System.arraycopy(pixels, from, padded, to + spec.padding(), width);
      } else {
        for (int column = 0; column < width; column++) {
          int at = column + spec.padding();
          padded[to + at % stride * partWidth + at / stride] = pixels[from + column];
        }
      }
    }
  }

  private static void normalize(float[] x, int count, float scale, float shift, float floor) {
    FloatVector scales = FloatVector.broadcast(SPECIES, scale);
    FloatVector shifts = FloatVector.broadcast(SPECIES, shift);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(SPECIES, x, i).fma(scales, shifts);
      Panels.floor(z, floors).intoArray(x, i);
    }
  }
}
