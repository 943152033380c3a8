package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Gemm.COLUMNS;
import static dev.skipjack.runtime.kernel.simd.Gemm.ROWS;
import static dev.skipjack.runtime.kernel.simd.Scratch.FIRST;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import java.util.Arrays;

/**
 * Gradients of a 1x1 convolution without padding: products over pixels of the output, which are
 * numbered through all images and divided among the workers.
 */
final class PointwiseGradient implements GradientSweep {
  /** Floats of a tile's operands: a third of the usual second-level cache. */
  private static final int TILE_FLOATS = 300 * 1024;

  private static final int MOST_PIXELS = 1024;

  private final int ins;
  private final int outs;
  private final OutputGradient output;
  private final InputGradient input;
  private final WeightSums sums;
  private final WeightGradient weights;
  private final Workers workers;
  private final Scratch shared;
  private final int tile;
  private final Workers.Task sweep = this::sweep;

  private boolean wantsData;
  private boolean wantsWeights;
  private float[] packed;

  PointwiseGradient(
      ConvolutionSpec spec,
      OutputGradient output,
      InputGradient input,
      Workers workers,
      Scratch shared) {
    this.ins = spec.inChannels();
    this.outs = spec.outChannels();
    this.output = output;
    this.input = input;
    this.workers = workers;
    this.shared = shared;
    this.sums = new WeightSums(1, ins, outs);
    this.weights = new WeightGradient(workers, sums, false, 1, ins, outs);
    int pixels = TILE_FLOATS / (2 * (ins + outs)) / COLUMNS * COLUMNS;
    this.tile = Math.max(COLUMNS, Math.min(pixels, MOST_PIXELS));
    input.subsample(spec.stride());
  }

  @Override
  public void run(Memory weight, boolean data, Memory weightGradient) {
    wantsData = data;
    wantsWeights = weightGradient != null;
    if (data) {
      float[] w = shared.floats(0, outs * ins);
      weight.read(0, w, 0, outs * ins);
      packed = shared.floats(1, Panels.weightSize(ins, outs));
      Panels.packWeights(w, 0, 1, ins, ins, outs, packed, 0);
    }
    int pixels = output.planes().images * output.planes().pixels;
    sums.prepare(ins, workers.size(), pixels, shared, 2);
    workers.run(sweep);
    if (wantsWeights) {
      weights.write(weightGradient);
    }
  }

  private void sweep(int part, Scratch scratch) {
    int pixels = output.planes().images * output.planes().pixels;
    int panels = Panels.panels(pixels);
    int end = Math.min(pixels, workers.first(part + 1, panels) * COLUMNS);
    if (wantsWeights) {
      sums.clear(part, 0);
    }
    for (int p = workers.first(part, panels) * COLUMNS; p < end; p += tile) {
      tile(part, p, Math.min(tile, end - p), scratch);
    }
  }

  private void tile(int part, int first, int count, Scratch scratch) {
    scratch.poison();
    int ld = Lanes.roundUp(count, COLUMNS);
    float[] spare = scratch.floats(0, ld);
    float[] g = readOutputGradient(first, count, scratch);
    float[] x = scratch.aligned(4, ins * ld);
    if (wantsWeights || !input.prologue().identity) {
      for (int c = 0; c < ins; c++) {
        input.readThrough(c, first, x, FIRST + c * ld, count);
        Arrays.fill(x, FIRST + c * ld + count, FIRST + (c + 1) * ld, 0);
      }
    }
    if (wantsWeights) {
      addWeightGradient(part, count, g, x, scratch);
    }
    if (wantsData) {
      float[] d = scratch.aligned(5, ROWS * ld);
      for (int c = 0; c < ins; c += ROWS) {
        for (int p = 0; p < count; p += COLUMNS) {
          Gemm.multiply(packed, c * outs, g, FIRST + p * outs, outs, d, FIRST + p, ld, ins - c);
        }
        for (int r = 0; r < Math.min(ROWS, ins - c); r++) {
          input.write(part, c + r, first, count, d, FIRST + r * ld, x, FIRST + (c + r) * ld, spare);
        }
      }
    }
  }

  private float[] readOutputGradient(int first, int count, Scratch scratch) {
    int ld = Lanes.roundUp(count, COLUMNS);
    float[] row = scratch.floats(1, ld);
    float[] g = scratch.aligned(2, Panels.pixelSize(count, outs));
    for (int c = 0; c < outs; c++) {
      output.readThrough(c, first, row, 0, count);
      Panels.pack(row, 0, count, g, FIRST, outs, c);
    }
    return g;
  }

  private void addWeightGradient(int part, int count, float[] g, float[] x, Scratch scratch) {
    int ld = Lanes.roundUp(count, COLUMNS);
    int columns = ld * COLUMNS;
    float[] t = scratch.aligned(3, Panels.panels(outs) * columns);
    for (int v = 0; v < outs; v += COLUMNS) {
      int rows = Math.min(COLUMNS, outs - v);
      for (int p = 0; p < count; p += COLUMNS) {
        int from = FIRST + p * outs + v * COLUMNS;
        int to = FIRST + v / COLUMNS * columns + p * COLUMNS;
        Transpose.run(g, from, COLUMNS, rows, COLUMNS, t, to, COLUMNS);
      }
    }
    int depth = Lanes.roundUp(ins, ROWS);
    float[] z = scratch.aligned(6, Panels.pixelSize(count, depth));
    for (int c = 0; c < ins; c++) {
      input.pack(c, x, FIRST + c * ld, count, z, depth, c);
    }
    sums.add(part, 0, z, FIRST, depth * COLUMNS, ins, t, FIRST, COLUMNS, columns, count);
  }
}
