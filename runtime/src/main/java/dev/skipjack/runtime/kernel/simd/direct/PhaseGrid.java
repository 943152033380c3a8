package dev.skipjack.runtime.kernel.simd.direct;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;

/**
 * Where pixels lie while a depthwise convolution's gradients are computed, 16 channels each. Pixels
 * of the input are sorted by {@link InputPhases}; a phase and the output's gradient have rows of
 * one {@link #pitch}, so that each tap of a phase is an offset from its pixels to the gradient's.
 * What is beyond the output is zero: a gap behind each row, which is before the next one as well,
 * and whole rows.
 *
 * <p>A band is some rows of all phases, with the rows of the gradient that their taps reach.
 */
final class PhaseGrid {
  final int height;
  final int width;

  /** Pixels from one row to the next. */
  final int pitch;

  /** The first row of the phases with pixels of the input, and the one behind the last. */
  final int firstRow;

  final int endRow;

  /** Rows of a band at most. */
  final int bandRows;

  final int bands;

  /** Of a phase: where each of its taps finds the gradient, from a pixel's own place on. */
  final int[][] offsets;

  /** Floats of the gradient before its first row. */
  final int lead;

  /** Floats of the gradient behind its last row. */
  final int tail;

  private final int stride;
  private final int top;
  private final int left;
  private final int firstColumn;

  /**
   * @param floats of all that belongs to a band, about
   */
  PhaseGrid(ConvolutionSpec spec, InputPhases phases, FeatureMap x, FeatureMap g, int floats) {
    this.stride = spec.stride();
    this.top = spec.padding().height();
    this.left = spec.padding().width();
    this.height = x.height;
    this.width = x.width;
    this.firstRow = top / stride;
    this.endRow = (top + height - 1) / stride + 1;
    this.firstColumn = left / stride;
    int lastColumn = (left + width - 1) / stride;
    int before = Math.max(0, phases.reachRight - firstColumn);
    this.pitch = g.width + Math.max(before, Math.max(0, lastColumn + 1 - g.width));
    this.lead = before * SIZE;
    this.tail = firstColumn * SIZE;
    int rowFloats = (3 * stride * stride + 3) * pitch * SIZE;
    int most = Math.max(phases.reach + 1, floats / rowFloats);
    int rows = endRow - firstRow;
    int cuts = (rows + most - 1) / most;
    this.bandRows = (rows + cuts - 1) / cuts;
    this.bands = (rows + bandRows - 1) / bandRows;
    this.offsets = new int[phases.count()][];
    int kernelWidth = spec.kernel().width();
    for (int phase = 0; phase < offsets.length; phase++) {
      int[] taps = phases.taps(phase);
      offsets[phase] = new int[taps.length];
      for (int i = 0; i < taps.length; i++) {
        int down = taps[i] / kernelWidth * spec.dilation() / stride;
        int right = taps[i] % kernelWidth * spec.dilation() / stride;
        int pixel = (phases.reach - down) * pitch + firstColumn - right;
        offsets[phase][i] = lead + pixel * SIZE;
      }
    }
  }

  /** Floats of a phase of a band, and pixels beyond that are computed with it. */
  int phaseFloats() {
    return (bandRows * pitch + DepthwiseTaps.STEP) * SIZE;
  }

  /** Floats of the output's gradient of a band. */
  int gradientFloats(int reach) {
    return lead + ((bandRows + reach) * pitch + DepthwiseTaps.STEP) * SIZE + tail;
  }

  /** The first row of a band. */
  int row(int band) {
    return firstRow + band * bandRows;
  }

  int rows(int band) {
    return Math.min(bandRows, endRow - row(band));
  }

  /** The row of the input in a row of a phase; may be beyond it. */
  int inputRow(int row, int rowPhase) {
    return row * stride + rowPhase - top;
  }

  /** The first column of the input in rows of a phase. */
  int inputColumn(int columnPhase) {
    int column = firstColumn * stride + columnPhase - left;
    return column < 0 ? column + stride : column;
  }

  /** Its place in them, in pixels. */
  int place(int columnPhase) {
    return firstColumn * stride + columnPhase < left ? 1 : 0;
  }

  /** Columns of the input in rows of a phase. */
  int columns(int columnPhase) {
    int first = inputColumn(columnPhase);
    return first >= width ? 0 : (width - 1 - first) / stride + 1;
  }
}
