package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import java.util.Arrays;

/**
 * Padded planes in which a convolution's taps are offsets. A plane is divided into stride x stride
 * phases, the pixels whose padded row and column leave the same remainders; a kernel's tap meets
 * all output pixels at one offset, one after the other:
 *
 * <pre>tap (i, j) of output (y, x) is at offset(i, j) + y*pitch + x</pre>
 *
 * What is between the rows of the output, {@code reach} pixels a row, is computed for nothing.
 */
final class PhasePlanes {
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int dilation;
  private final int reach;
  private final boolean[] used;

  private int inHeight;
  private int inWidth;
  private int outHeight;
  private int outWidth;
  private int pitch;
  private int rows;

  PhasePlanes(ConvolutionSpec spec) {
    this.kernel = spec.kernel();
    this.stride = spec.stride();
    this.padding = spec.padding();
    this.dilation = spec.dilation();
    this.reach = (kernel - 1) * dilation / stride;
    this.used = new boolean[stride];
    for (int tap = 0; tap < kernel; tap++) {
      used[tap * dilation % stride] = true;
    }
  }

  void prepare(Planes in, Planes out) {
    inHeight = in.height;
    inWidth = in.width;
    outHeight = out.height;
    outWidth = out.width;
    pitch = outWidth + reach;
    rows = outHeight + reach;
  }

  /** Floats of a channel; readers want a vector or two more after the last one. */
  int size() {
    return stride * stride * rows * pitch;
  }

  /** From the first output pixel to the last, with what is between the rows. */
  int span() {
    return (outHeight - 1) * pitch + outWidth;
  }

  int offset(int i, int j) {
    int down = i * dilation;
    int right = j * dilation;
    int phase = down % stride * stride + right % stride;
    return (phase * rows + down / stride) * pitch + right / stride;
  }

  /** Spreads the output's rows over the span, zeros between them. */
  void spreadOutput(float[] plane, float[] to) {
    for (int y = 0; y < outHeight; y++) {
      System.arraycopy(plane, y * outWidth, to, y * pitch, outWidth);
      Arrays.fill(to, y * pitch + outWidth, (y + 1) * pitch, 0);
    }
  }

  /** Divides a plane of the input into phases, zeros around it. */
  void divide(float[] plane, int from, float[] to, int at) {
    Arrays.fill(to, at, at + size(), 0);
    for (int y = 0; y < inHeight; y++) {
      for (int phase = 0; phase < stride; phase++) {
        int row = row(y, phase);
        if (row >= 0) {
          int first = firstColumn(phase);
          int count = columns(phase, first);
          int i = from + y * inWidth + first;
          int j = at + row + (first + padding) / stride;
          if (stride == 1) {
            System.arraycopy(plane, i, to, j, count);
          } else {
            for (int n = 0; n < count; n++) {
              to[j + n] = plane[i + n * stride];
            }
          }
        }
      }
    }
  }

  /** The reverse; zeros where no tap reaches. */
  void unite(float[] phases, int from, float[] to, int at) {
    for (int y = 0; y < inHeight; y++) {
      if (stride > 1) {
        Arrays.fill(to, at + y * inWidth, at + (y + 1) * inWidth, 0);
      }
      for (int phase = 0; phase < stride; phase++) {
        int row = row(y, phase);
        int first = firstColumn(phase);
        int count = row < 0 ? 0 : columns(phase, first);
        int i = from + row + (first + padding) / stride;
        int j = at + y * inWidth + first;
        if (stride == 1) {
          System.arraycopy(phases, i, to, j, count);
          Arrays.fill(to, j + count, j + inWidth, 0);
        } else {
          for (int n = 0; n < count; n++) {
            to[j + n * stride] = phases[i + n];
          }
        }
      }
    }
  }

  /** Where a row of the input begins in the column phase, or -1 if no tap reaches it. */
  private int row(int y, int columnPhase) {
    int down = y + padding;
    int row = down / stride;
    if (row >= rows || !used[down % stride] || !used[columnPhase]) {
      return -1;
    }
    return ((down % stride * stride + columnPhase) * rows + row) * pitch;
  }

  private int firstColumn(int phase) {
    return Math.floorMod(phase - padding, stride);
  }

  /** How many columns of the input are in a phase and reached by a tap. */
  private int columns(int phase, int first) {
    int there = first < inWidth ? (inWidth - 1 - first) / stride + 1 : 0;
    return Math.max(0, Math.min(there, pitch - (first + padding) / stride));
  }
}
