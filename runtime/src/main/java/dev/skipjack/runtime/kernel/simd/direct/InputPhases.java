package dev.skipjack.runtime.kernel.simd.direct;

import dev.skipjack.runtime.kernel.Span;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Phases;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * The pixels of a convolution's padded input, sorted by what their row and column leave when they
 * are divided by the stride. The gradient of each such phase is a convolution of stride 1 of the
 * output's gradient with the taps that meet it, and the phases together are the input's gradient.
 */
final class InputPhases {
  /** How far the taps of a phase reach, in rows of the output. */
  final int reach;

  /** The same in columns. */
  final int reachRight;

  private final ConvolutionSpec spec;
  private final int stride;
  private final int[][] taps;

  InputPhases(ConvolutionSpec spec) {
    this.spec = spec;
    this.stride = spec.stride();
    int width = spec.kernel().width();
    this.reach = (spec.kernel().height() - 1) * spec.dilation() / stride;
    this.reachRight = (width - 1) * spec.dilation() / stride;
    this.taps = new int[stride * stride][0];
    for (int tap = 0; tap < spec.kernel().area(); tap++) {
      int phase =
          tap / width * spec.dilation() % stride * stride + tap % width * spec.dilation() % stride;
      taps[phase] = Arrays.copyOf(taps[phase], taps[phase].length + 1);
      taps[phase][taps[phase].length - 1] = tap;
    }
  }

  int count() {
    return taps.length;
  }

  /** Those that meet a phase, in the order of their weights. */
  int[] taps(int phase) {
    return taps[phase];
  }

  /**
   * Packs the weights of some input channels: {@code [phase][out channel, tap][rows]}.
   *
   * @param firstOut the first of {@code outs} output channels, those of a group
   * @param ins input channels of a group
   * @param first of the input channels
   * @param rows zeros where there are no more
   */
  void pack(
      Memory weight,
      int firstOut,
      int outs,
      int ins,
      int first,
      int rows,
      float[] to,
      int at,
      Scratch scratch) {
    int all = spec.kernel().area();
    int count = Math.min(rows, ins - first);
    float[] transposed = scratch.floats(Scratch.STAGE, all * rows);
    float[] read = scratch.floats(Scratch.PIXELS, all * rows);
    Arrays.fill(transposed, 0, all * rows, 0);
    for (int o = 0; o < outs; o++) {
      weight.read(((long) (firstOut + o) * ins + first) * all, read, 0, count * all);
      Transpose.run(read, 0, all, count, all, transposed, 0, rows);
      int begin = at;
      for (int[] some : taps) {
        for (int i = 0; i < some.length; i++) {
          int t = begin + (o * some.length + i) * rows;
          System.arraycopy(transposed, some[i] * rows, to, t, rows);
        }
        begin += outs * some.length * rows;
      }
    }
  }

  /** The convolution whose padded planes the output's gradient fills. */
  ConvolutionSpec spec() {
    return new ConvolutionSpec(
        spec.outChannels(),
        spec.inChannels(),
        new Span(reach + 1, reachRight + 1),
        1,
        new Span(reach, reachRight),
        1,
        spec.groups(),
        false);
  }

  /** Where a tap reads in the padded planes of the output's gradient. */
  int offset(PaddedPlanes planes, int tap) {
    int down = tap / spec.kernel().width() * spec.dilation() / stride;
    int right = tap % spec.kernel().width() * spec.dilation() / stride;
    return planes.offset(reach - down, reachRight - right);
  }

  /**
   * Writes rows of a channel's gradient.
   *
   * @param planes of the output's gradient, all of it or a band
   * @param outWidth columns of the output
   * @param product the phases, {@code phaseSize} apart from {@code at} on; zeros where no tap
   *     reaches, readable for two vectors beyond
   * @param y the first row of the phases
   * @param rows of the phases of each image
   * @param first row of the input that is written, and the one behind the last
   * @param to with room for a row and two vectors more; zeros for a vector behind what is written
   * @return how many values were written
   */
  int unite(
      PaddedPlanes planes,
      int outWidth,
      float[] product,
      int at,
      int phaseSize,
      int images,
      int y,
      int rows,
      int first,
      int end,
      int width,
      float[] to) {
    int t = 0;
    for (int i = 0; i < images; i++) {
      for (int from = first; from < end; from++, t += width) {
        int down = from + spec.padding().height();
        int row = down / stride - y;
        if (row < rows && reached(down % stride)) {
          int q = at + down % stride * stride * phaseSize;
          uniteRow(
              q + (i * planes.imageRows + row) * planes.pitch,
              phaseSize,
              outWidth,
              product,
              to,
              t,
              width);
        } else {
          Arrays.fill(to, t, t + width, 0);
        }
      }
    }
    Arrays.fill(to, t, t + Lanes.LENGTH, 0);
    return t;
  }

  /** Whether a tap meets the phases of such rows. */
  private boolean reached(int rowPhase) {
    for (int phase = rowPhase * stride; phase < (rowPhase + 1) * stride; phase++) {
      if (taps[phase].length > 0) {
        return true;
      }
    }
    return false;
  }

  private void uniteRow(
      int at, int phaseSize, int outWidth, float[] product, float[] to, int t, int width) {
    int columns = outWidth + reachRight;
    int padding = spec.padding().width();
    if (stride == 2) {
      int even = padding % 2;
      Phases.weave(
          product,
          at + even * phaseSize + padding / 2,
          at + (1 - even) * phaseSize + (padding + 1) / 2,
          width,
          to,
          t);
    }
    for (int phase = 0; phase < stride; phase++) {
      int first = Math.floorMod(phase - padding, stride);
      int column = (first + padding) / stride;
      int there = first < width ? (width - 1 - first) / stride + 1 : 0;
      int inside = Math.max(0, Math.min(there, columns - column));
      int from = at + phase * phaseSize + column;
      if (stride == 1) {
        System.arraycopy(product, from, to, t + first, inside);
      } else if (stride > 2) {
        for (int n = 0; n < inside; n++) {
          to[t + first + n * stride] = product[from + n];
        }
      }
      for (int n = inside; n < there; n++) {
        to[t + first + n * stride] = 0;
      }
    }
  }
}
