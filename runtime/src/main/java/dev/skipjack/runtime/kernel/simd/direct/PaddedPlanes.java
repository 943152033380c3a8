package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.lanes.Phases;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.PixelSource;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Channels as planes of pixels. */
final class PaddedPlanes extends PaddedInput {
  /**
   * @param step 1, or the stride for columns that stay together
   * @param images whole images of a chunk
   * @param outRows rows of the output of an image of a chunk
   */
  PaddedPlanes(ConvolutionSpec spec, int step, int height, int width, int images, int outRows) {
    super(spec, 1, step, height, width, images, outRows);
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
    int begin = y * stride - top;
    int first = Math.max(0, begin);
    int end = Math.min(height, begin + rows * stride);
    int count = Math.max(0, end - first) * width;
    int reached = count + 4 * LENGTH;
    float[] pixels = scratch.floats(Scratch.PIXELS, reached);
    int pixel = 0;
    Planes map = columnPhases > 1 && !prologue.identity ? null : x.onHeap();
    if (count > 0 && map != null && map.canRead(image, channel, first * width, reached)) {
      pixels = map.array(pixels);
      pixel = map.index(image, channel, first * width);
    } else if (count > 0) {
      x.read(image, channel, first * width, pixels, 0, count);
      if (columnPhases > 1) {
        prologue.apply(channel, pixels, count);
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int phase = 0; phase < usedRowPhases; phase++) {
        int from = begin + row * stride + phase;
        int t = at + phase * columnPhases * phaseSize + (place * imageRows + row) * rowSize;
        if (from < 0 || from >= height) {
          clearRow(to, t);
        } else if (columnPhases == 1) {
          fillRow(prologue, channel, pixels, pixel + (from - first) * width, to, t);
        } else {
          divideRow(pixels, pixel + (from - first) * width, to, t);
        }
      }
    }
    for (int phase = 0; phase < phases; phase++) {
      int t = at + phase * phaseSize + (place * imageRows + rows) * rowSize;
      Arrays.fill(to, t, t + reachRight * step, 0);
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
    FloatVector ceilings = FloatVector.broadcast(SPECIES, prologue.ceiling);
    for (int i = 0; i < left; i++) {
      to[at + i] = 0;
    }
    int t = at + left;
    if (prologue.identity) {
      System.arraycopy(x, from, to, t, width);
    }
    for (int i = 0; !prologue.identity && i < width; i += LENGTH) {
      FloatVector z = FloatVector.fromArray(SPECIES, x, from + i).fma(scales, shifts);
      Vectors.bound(z, floors, ceilings).intoArray(to, t + i);
    }
    for (int i = left + width; i < rowSize; i++) {
      to[at + i] = 0;
    }
  }

  private void divideRow(float[] x, int from, float[] to, int at) {
    for (int phase = 0; phase < usedColumnPhases; phase++) {
      int zeros = (left - phase + stride - 1) / stride;
      int column = zeros * stride + phase - left;
      int count = column >= width ? 0 : (width - 1 - column) / stride + 1;
      int t = at + phase * phaseSize;
      Arrays.fill(to, t, t + zeros, 0);
      if (stride == 2) {
        Phases.everySecond(x, from + column, count, to, t + zeros);
      } else {
        for (int i = 0; i < count; i++) {
          to[t + zeros + i] = x[from + column + i * stride];
        }
      }
      Arrays.fill(to, t + zeros + count, t + pitch, 0);
    }
  }
}
